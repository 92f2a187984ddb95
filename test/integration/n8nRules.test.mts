/**
 * Rules that are in n8n's repository, in the linter's documents and the guidelines for verified nodes,
 * and in no released linter yet (0.32.0). They are held against the built package, as n8n loads it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
	Workflow,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { nodeTypes } from './support/nodeTypes.mts';
import { published } from './support/published.mts';

const dist = join(import.meta.dirname, '../../dist');
const { HighwayApi, ...classes } = published;
const nodes = Object.entries(classes).map(([className, Node]) => {
	const description: INodeTypeDescription = new Node().description;
	return { className, ...description };
});

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
	const { className, properties: fields } = node;
	const options = fields.find(({ type }) => type === 'collection');
	const all = [...fields, ...((options?.options ?? []) as INodeProperties[])];
	const notices = all.filter(({ type }) => type === 'notice');
	const others = all.filter((field) => !notices.includes(field) && field !== options);
	const choicesOf = ({ type, options: choices = [] }: INodeProperties) =>
		type === 'options' ? (choices as INodePropertyOptions[]) : [];
	const isWord = (name: string) => !/^\d|\d\)$/.test(name);
	const textOf = (html: string) => html.replace(/<[^>]*>/g, '');

	it('is called like its file, and found in the panel, with its help', () => {
		expect(node.name).toBe(className.charAt(0).toLowerCase() + className.slice(1));
		// A colour of n8n’s own would be here.
		expect(node.defaults).toEqual({ name: node.displayName });
		expect(node).toMatchObject({ group: ['transform'], inputs: ['main'], usableAsTool: true });
		expect(node.description).toContain('task_id');
		const file = join(dist, 'nodes', className, `${className}.node.json`);
		const codex = JSON.parse(readFileSync(file, 'utf8'));
		expect(codex).toMatchObject({
			node: `n8n-nodes-highwayapi.${node.name}`,
			categories: ['Marketing & Content'],
			alias: expect.arrayContaining(['veo', 'highway']),
			resources: { primaryDocumentation: [{ url: expect.any(String) }] },
		});
		expect(codex.subcategories).toBeUndefined();
	});

	it('has nothing optional outside of Options but what is seldom left as it is', () => {
		expect(options).toMatchObject({ displayName: 'Options', placeholder: 'Add Option' });
		const unexplained = others
			.filter((field) => fields.includes(field) && !field.required)
			.map(({ name }) => name)
			.filter((name) => !OPTIONAL_ON_TOP.some((reason) => reason.test(name)));
		expect(unexplained).toEqual(['operation']);
	});

	it('names each choice once, without asterisks, and says what it means, in two lines', () => {
		for (const field of all) {
			const choices = choicesOf(field);
			expect(new Set(choices.map(({ name }) => name)).size).toBe(choices.length);
			expect(new Set(choices.map(({ value }) => value)).size).toBe(choices.length);
			for (const { name, description = '' } of choices) {
				expect(name).not.toContain('*');
				// A number means itself.
				const wanted = isWord(name) ? /^[A-Z].{9,93}$/ : /^/;
				expect([name, description]).toEqual([name, expect.stringMatching(wanted)]);
			}
		}
	});

	it('lists choices and options in the order of the alphabet, but for numbers and sizes', () => {
		for (const { options: list = [] } of all) {
			const names = list.map((one) => ('displayName' in one ? one.displayName : one.name));
			// 720p is smaller than 1080p, and read first.
			if (names.every(isWord)) expect(names).toEqual([...names].sort());
		}
	});

	it('has an operation first, whose actions name their object, without articles', () => {
		const [operation] = others as [INodeProperties];
		expect(operation.name).toBe('operation');
		for (const { action } of choicesOf(operation)) {
			expect(action).toMatch(/^[A-Z][a-z]+ .*\b(task|video)\b/);
			expect(action).not.toMatch(/\b(a|an|the)\b/i);
		}
	});

	it('says in a notice of at most 20 words what costs money, or how a loop is drawn', () => {
		expect(notices).toHaveLength(1);
		const [{ displayName, displayOptions }] = notices as [INodeProperties];
		expect(textOf(displayName).split(/\s+/).length).toBeLessThanOrEqual(20);
		const isWait = className === 'WaitForTask';
		const said = isWait ? "Connect 'Still Running' to a Wait node" : 'a video that you pay for';
		expect(displayName).toContain(said);
		expect(displayOptions).toEqual(isWait ? { show: { operation: ['suspend'] } } : undefined);
	});

	it('says of each field what it is for, in short, and calls a file a file', () => {
		// What the node does, its outputs, and what holds for the whole batch, must not depend on the item.
		const ofTheBatch = ['operation', 'pollInterval'];
		for (const { type, name, displayName, ...field } of others) {
			expect([name, type === 'json', field.default === undefined]).toEqual([name, false, false]);
			const { description = '', hint = '', placeholder, noDataExpression = false } = field;
			const start = type === 'boolean' ? /^Whether / : /^[A-Z]/;
			if (name !== 'operation') expect(description).toMatch(start);
			const example = type === 'string' ? expect.stringMatching(/^e\.g\. ./) : undefined;
			expect([name, placeholder]).toEqual([name, example]);
			expect([name, noDataExpression]).toEqual([name, ofTheBatch.includes(name)]);
			expect(`${displayName} ${hint}`).not.toMatch(/\bbinary (data|property|field)/i);
			expect(description).not.toMatch(/\bbinary\b/i);
			expect(hint.length).toBeLessThanOrEqual(120);
			if (/binaryProperty$/i.test(name))
				expect(hint).toMatch(/^The name of the (in|out)put field /);
		}
	});

	it('ends one sentence without a full stop, and more with one', () => {
		const texts = all.flatMap((field) => [
			field.type === 'notice' ? textOf(field.displayName) : (field.description ?? ''),
			...choicesOf(field).map(({ description = '' }) => description),
		]);
		for (const text of texts) {
			const sentences = text.replace(/e\.g\./g, 'for example').split(/[.?!] (?=[A-Z\d])/);
			expect([text, text.endsWith('.')]).toEqual([text, sentences.length > 1]);
		}
	});

	it('asks n8n itself whether a node continues on error, in its own execute()', () => {
		const built = readFileSync(join(dist, `nodes/${className}/${className}.node.js`), 'utf8');
		expect(built).toContain('this.continueOnFail()');
	});
});

/** The line below a node on the canvas, worked out as n8n's editor does. */
it.each<[name: string, INodeParameters, subtitle: string]>([
	['veoLiteFirstLastFrame', {}, '8s · 720p · 16:9'],
	['veoLiteTextToVideo', { generateAudio: true, duration: 4 }, '4s · 720p · 16:9 · Audio'],
	['veoLiteImageToVideo', { options: { sampleCount: 1 } }, '8s · 720p · 16:9'],
	['veoLiteExtendVideo', { options: { sampleCount: 3 } }, '+7s · 720p · 16:9 · 3 Videos'],
	['waitForTask', {}, 'Wait up to 35 Min'],
	['waitForTask', { operation: 'suspend', timeoutMinutes: 60 }, 'Suspend up to 60 Min'],
	['waitForTask', { operation: 'check' }, 'Check Once'],
])('%s says on the canvas what it will do: %j', (name, parameters, subtitle) => {
	const type = `n8n-nodes-highwayapi.${name}`;
	const node: INode = { id: name, name, type, typeVersion: 1, position: [0, 0], parameters };
	const { expression } = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const line = nodes.find((one) => one.name === name)?.subtitle;
	expect(expression.getSimpleParameterValue(node, line, 'internal', {})).toBe(subtitle);
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
it.each([...nodes, new HighwayApi()].map(({ displayName, icon }) => [displayName, icon]))(
	'the icon of %s stands out in both themes',
	(_displayName, icon) => {
		const { light, dark } = icon as { light: string; dark: string };
		expect(light).not.toBe(dark);
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
