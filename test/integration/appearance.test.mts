import { existsSync, readFileSync } from 'node:fs';
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

const veo = new published.VeoLiteFirstLastFrame().description;
const wait = new published.WaitForTask().description;

/** The line below a node on the canvas, worked out as n8n's editor does. */
function subtitleOf(description: INodeTypeDescription, parameters: INodeParameters): unknown {
	const type = `n8n-nodes-highwayapi.${description.name}`;
	const node = { id: 'node', name: 'Node', type, typeVersion: 1, position: [0, 0], parameters };
	const nodes = [node as INode];
	const workflow = new Workflow({ nodes, connections: {}, active: false, nodeTypes });
	return workflow.expression.getSimpleParameterValue(
		node as INode,
		description.subtitle,
		'internal',
		{},
	);
}

function withOptions(fields: readonly INodeProperties[]): INodeProperties[] {
	return fields.flatMap((field) =>
		field.type === 'collection'
			? [field, ...withOptions((field.options ?? []) as INodeProperties[])]
			: [field],
	);
}

describe('a node on the canvas', () => {
	it.each([
		[{}, '8s · 720p · 16:9'],
		[{ generateAudio: true, duration: 4 }, '4s · 720p · 16:9 · Audio'],
		[{ options: { sampleCount: 1 } }, '8s · 720p · 16:9'],
		[{ options: { sampleCount: 3 } }, '8s · 720p · 16:9 · 3 Videos'],
	])('says what it will make: %j', (parameters, subtitle) => {
		expect(subtitleOf(veo, parameters)).toBe(subtitle);
	});

	it.each([
		[{}, 'Wait up to 35 Min'],
		[{ operation: 'suspend', timeoutMinutes: 60 }, 'Suspend up to 60 Min'],
		[{ operation: 'check' }, 'Check Once'],
	])('says how it will wait: %j', (parameters, subtitle) => {
		expect(subtitleOf(wait, parameters)).toBe(subtitle);
	});

	it.each([veo, wait])('has a name, a description and its own icons: $displayName', (node) => {
		expect(node.defaults.name).toBe(node.displayName);
		expect(node.description).toContain('task_id');
		expect(node.usableAsTool).toBe(true);
		expect(node.inputs).toEqual(['main']);
		expect(node.group).toEqual(['transform']);
		const { light, dark } = node.icon as { light: string; dark: string };
		for (const icon of [light, dark]) {
			const built = join(import.meta.dirname, '../../dist/nodes', node.name);
			expect(existsSync(join(built, icon.replace('file:', '')))).toBe(true);
		}
		expect(light).not.toBe(dark);
	});

	it.each([veo, wait])('is found in the panel, with its help: $displayName', (node) => {
		const className = node.name[0]?.toUpperCase() + node.name.slice(1);
		const file = join(import.meta.dirname, '../../dist/nodes', className, `${className}.node.json`);
		const codex = JSON.parse(readFileSync(file, 'utf8'));
		expect(codex.node).toBe(`n8n-nodes-highwayapi.${node.name}`);
		expect(codex.categories).toEqual(['Marketing & Content']);
		expect(codex.subcategories).toBeUndefined();
		expect(codex.alias).toEqual(expect.arrayContaining(['veo', 'highway']));
		expect(codex.resources.primaryDocumentation.length).toBeGreaterThan(0);
	});
});

describe.each([veo, wait])('the fields of $displayName, as n8n’s guidelines ask', (node) => {
	const fields = withOptions(node.properties);

	it('have placeholders that begin with "e.g." where anything can be written', () => {
		for (const { type, placeholder, name } of fields) {
			if (type === 'collection') expect(placeholder).toBe('Add Option');
			else if (type === 'string')
				expect([name, placeholder]).toEqual([name, expect.stringMatching(/^e\.g\. ./)]);
			else expect(placeholder).toBeUndefined();
		}
	});

	it('say what they are for, and a switch says whether', () => {
		for (const { type, name, description = '' } of fields) {
			if (type === 'notice' || type === 'collection' || name === 'operation') continue;
			expect(description).toMatch(type === 'boolean' ? /^Whether / : /^[A-Z]/);
		}
	});

	it('say what every choice means, in the two lines that a drop-down shows', () => {
		const choices = fields.flatMap(({ options = [] }) => options).filter((o) => 'value' in o);
		for (const { name, description = '' } of choices as INodePropertyOptions[]) {
			// A number means itself.
			const wanted = /^\d|\d\)$/.test(name) ? /^/ : /^[A-Z].{9,93}$/;
			expect([name, description]).toEqual([name, expect.stringMatching(wanted)]);
		}
	});

	it('tell whoever names a file what the name is for', () => {
		const names = fields.filter(({ name }) => /BinaryProperty$|^binaryProperty$/.test(name));
		expect(names.length).toBeGreaterThan(0);
		for (const { hint } of names) expect(hint).toMatch(/^The name of the (in|out)put field /);
	});

	it('say what costs money, and how a loop is drawn', () => {
		const [notice, ...others] = fields.filter(({ type }) => type === 'notice');
		expect(others).toEqual([]);
		expect(notice?.displayName).toMatch(
			/a video that you pay for|Connect 'Still Running' to a Wait node/,
		);
		const when = node === veo ? undefined : { show: { operation: ['suspend'] } };
		expect(notice?.displayOptions).toEqual(when);
	});

	it('keep options apart, and the operation where it can be read', () => {
		expect(fields.find(({ type }) => type === 'collection')?.displayName).toBe('Options');
		// What the node does, its outputs, and what holds for the whole batch, must not depend on the item.
		const ofTheBatch = ['operation', 'pollInterval'];
		for (const { name, noDataExpression } of fields)
			expect([name, noDataExpression === true]).toEqual([name, ofTheBatch.includes(name)]);
	});

	it('have an operation first, and an action for each of its values', () => {
		const [operation] = fields.filter(({ type }) => type !== 'notice');
		expect(operation?.name).toBe('operation');
		for (const { action } of operation?.options as INodePropertyOptions[])
			expect(action).toMatch(/^[A-Z][a-z]+ .*\b(task|video)\b/);
	});

	it('list choices and options in the order of the alphabet, but for numbers and sizes', () => {
		for (const { options = [] } of fields) {
			const names = options.map((option) =>
				'displayName' in option ? option.displayName : option.name,
			);
			// 720p is smaller than 1080p, and read first.
			if (names.some((name) => /^\d/.test(name))) continue;
			expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
		}
	});

	it('are short, and call a file a file', () => {
		for (const { type, hint = '', displayName, description = '' } of fields) {
			expect(hint.length).toBeLessThanOrEqual(120);
			expect(`${displayName} ${hint}`).not.toMatch(/\bbinary (data|property|field)/i);
			const text = type === 'notice' ? displayName.replace(/<[^>]*>/g, '') : '';
			expect(text.split(/\s+/).length).toBeLessThanOrEqual(20);
			expect(description).not.toMatch(/\bbinary\b/i);
		}
	});
});
