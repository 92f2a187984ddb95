/**
 * Rules that are in n8n's repository, in the linter's documents and the guidelines for verified nodes,
 * and in no released linter yet (0.32.0). They are held against the built package, as n8n loads it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { published } from './support/published.mts';

const dist = join(import.meta.dirname, '../../dist');
const { HighwayApi, ...classes } = published;
const nodes = Object.values(classes).map((Node) => new Node().description);
const credential = new HighwayApi();

const inCollections = (fields: readonly INodeProperties[]): INodeProperties[] =>
	fields.flatMap((field) =>
		field.type === 'collection' ? ((field.options ?? []) as INodeProperties[]) : [],
	);

/** Not in a collection and not required, though n8n's guidelines ask for one of the two. */
const OPTIONAL_ON_TOP = [
	// Who makes a video decides about these; they are what it costs and what the canvas shows.
	/^(duration|resolution|aspectRatio|generateAudio)$/,
	// One of three is shown; where the source is an expression all three are, and n8n would insist on each.
	/^(firstFrame|lastFrame|image)(Source|Url|BinaryProperty|Base64)$/,
	// How long to wait, and whether the files come along: what Wait for Task is asked for most.
	/^(timeoutMinutes|downloadFiles)$/,
];

describe.each(nodes)('$displayName, by rules that n8n has not released yet', (node) => {
	const fields: INodeProperties[] = node.properties;
	const all = [...fields, ...inCollections(fields)];
	const choicesOf = ({ type, options = [] }: INodeProperties) =>
		type === 'options' ? (options as INodePropertyOptions[]) : [];

	it('is called like its file, in camel case, and has no colour of n8n’s own', () => {
		expect(node.name).toMatch(/^[a-z][A-Za-z0-9]*$/);
		expect(Object.keys(classes).map((name) => name.toLowerCase())).toContain(
			node.name.toLowerCase(),
		);
		expect(node.defaults).toEqual({ name: node.displayName });
	});

	it('has no field without a default, and none for JSON', () => {
		for (const { name, type, default: value } of all)
			expect([name, value === undefined, type === 'json']).toEqual([name, false, false]);
	});

	it('has nothing optional outside of Options but what is seldom left as it is', () => {
		const optional = fields.filter(
			({ name, type, required }) =>
				required !== true && !['notice', 'collection'].includes(type) && name !== 'operation',
		);
		const unexplained = optional
			.map(({ name }) => name)
			.filter((name) => !OPTIONAL_ON_TOP.some((reason) => reason.test(name)));
		expect(unexplained).toEqual([]);
	});

	it('names each choice once, without asterisks', () => {
		for (const field of all) {
			const choices = choicesOf(field);
			expect(new Set(choices.map(({ name }) => name)).size).toBe(choices.length);
			expect(new Set(choices.map(({ value }) => value)).size).toBe(choices.length);
			for (const { name } of choices) expect(name).not.toContain('*');
		}
	});

	it('names the object of an operation, without articles', () => {
		const operation = fields.find(({ name }) => name === 'operation');
		for (const { action } of choicesOf(operation as INodeProperties))
			expect(action).not.toMatch(/\b(a|an|the)\b/i);
	});

	it('ends one sentence without a full stop, and more with one', () => {
		const texts = all.flatMap((field) => [
			field.type === 'notice' ? field.displayName.replace(/<[^>]*>/g, '') : undefined,
			field.description,
			...choicesOf(field).map(({ description }) => description),
		]);
		for (const text of texts) {
			if (text === undefined) continue;
			const sentences = text.replace(/e\.g\./g, 'for example').split(/[.?!] (?=[A-Z\d])/);
			expect([text, text.endsWith('.')]).toEqual([text, sentences.length > 1]);
		}
	});

	it('asks n8n itself whether a node continues on error, in its own execute()', () => {
		const className = Object.keys(classes).find(
			(name) => name.toLowerCase() === node.name.toLowerCase(),
		);
		const built = readFileSync(join(dist, `nodes/${className}/${className}.node.js`), 'utf8');
		expect(built).toContain('this.continueOnFail()');
	});
});

/** Relative luminance of a colour such as #0d9488, as WCAG defines it. */
function luminance(colour: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
		const share = parseInt(colour.slice(start, start + 2), 16) / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
	const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (light + 0.05) / (dark + 0.05);
}

// n8n's rule asks for 1.5; 3 is what WCAG asks of pictures.
it.each([...nodes, credential].map(({ displayName, icon }) => [displayName, icon]))(
	'the icon of %s stands out in both themes',
	(_displayName, icon) => {
		const { light, dark } = icon as { light: string; dark: string };
		for (const [file, background] of [
			[light, '#ffffff'],
			[dark, '#2b2b2b'],
		] as const) {
			const svg = readFileSync(join(dist, file.replace(/^file:(\.\.\/)+/, '')), 'utf8');
			const colours = svg.match(/#[0-9a-f]{6}\b/gi) ?? [];
			expect(Math.max(...colours.map((colour) => contrast(colour, background)))).toBeGreaterThan(3);
		}
	},
);
