import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { INodeTypeDescription } from 'n8n-workflow';
import { root } from '../../scripts/start/project.mts';
import { WorkflowDraft } from '../../scripts/start/workflow.mts';
import { problemsOf } from '../support/workflowProblems.mts';
import { Workshop } from '../support/workshop.mts';

/** What n8n's canvas takes from the clipboard lacks a name and settings. */
const draftOf = (json: object, name: string) =>
	WorkflowDraft.parse({ name, settings: { executionOrder: 'v1' }, ...json });

/** The workflows of the examples, and those that documents show as JSON. */
function documentedWorkflows(): Array<[where: string, draft: WorkflowDraft]> {
	const below = (folder: string) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => /\.(?:md|json)$/.test(file))
			.map((file) => join(folder, file));
	return ['README.md', ...below('docs'), ...below('examples')].flatMap((file) => {
		const text = readFileSync(join(root, file), 'utf8');
		const blocks = [...text.matchAll(/^ *```json\n([^]*?)^ *```$/gm)];
		const found = file.endsWith('.json') ? [text] : blocks.map(([, block = '']) => block);
		return found
			.map((json): object => JSON.parse(json))
			.filter((json) => 'nodes' in json)
			.map((json, index): [string, WorkflowDraft] => {
				const where = `${file}, workflow ${index + 1}`;
				return [where, draftOf(json, where)];
			});
	});
}

/** What an import must not change. n8n looks for the credentials itself, by their names. */
const essence = ({ nodes, connections }: WorkflowDraft) => {
	const kept = ['name', 'type', 'typeVersion', 'parameters'] as const;
	return [connections, nodes.map((node) => kept.map((key) => node[key]))];
};

describe('a documented workflow', () => {
	let shop: Workshop;
	let types: INodeTypeDescription[];
	before(async () => {
		shop = await Workshop.start();
		types = await shop.n8n.client.nodeDescriptions();
	});
	after(async () => await shop?.close());

	const workflows = documentedWorkflows();
	assert.ok(workflows.length >= 17, 'Each example has one, and one has two');
	for (const [where, draft] of workflows) {
		it(`is one that n8n knows whole, and imports as it is: ${where}`, async () => {
			assert.deepEqual(problemsOf(draft, types), []);
			const { id } = await shop.create(draft);
			const kept = await shop.n8n.client.workflow(id);
			assert.ok(kept);
			assert.deepEqual(essence(kept), essence(draft));
		});
	}

	const node = {
		id: '1',
		name: 'Generate',
		type: 'n8n-nodes-highwayapi.veoLiteFirstLastFrame',
		typeVersion: 1,
		position: [0, 0],
		parameters: { firstFrameUrl: 'https://a.example/1.png', prompt: 'Night', options: { seed: 0 } },
		credentials: { highwayApi: { id: null, name: 'Highway API' } },
	};
	const wrong: Array<[what: string, changes: object, problem: RegExp]> = [
		['a type', { type: 'n8n-nodes-highwayapi.veo' }, /n8n has no .*\.veo of version 1/],
		['a version', { typeVersion: 99 }, /of version 99/],
		['a parameter', { parameters: { prompt: 'x', promt: 'y' } }, /“promt” is unknown/],
		['an option', { parameters: { prompt: 'x', options: { sed: 1 } } }, /“options.sed” is unknown/],
		['a missing value', { parameters: {} }, /"Prompt" is required/],
		['a value', { parameters: { prompt: 'x', duration: 5 } }, /“duration” can't be 5/],
		['no credential', { credentials: undefined }, /no credential “highwayApi”/],
		[
			'a credential of other nodes',
			{ credentials: { ...node.credentials, httpHeaderAuth: { id: null, name: 'Other' } } },
			/takes no credential “httpHeaderAuth”/,
		],
	];
	for (const [what, changes, problem] of wrong) {
		it(`would be found to be wrong by ${what}`, () => {
			const draft = draftOf({ nodes: [{ ...node, ...changes }], connections: {} }, what);
			assert.match(problemsOf(draft, types).join('\n'), problem);
		});
	}

	it('would be found to be wrong by a loose end', () => {
		const connections = { Generate: { main: [[{ node: 'Gone', type: 'main', index: 0 }]] } };
		const problems = problemsOf(draftOf({ nodes: [node], connections }, 'loose'), types);
		assert.deepEqual(problems, ['a connection from or to “Gone”, which is not there']);
	});
});
