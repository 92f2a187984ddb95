import type { Credential } from '../../scripts/start/n8n-client.mts';
import type { WorkflowDraft } from '../../scripts/start/workflow.mts';
import { node } from '../support/drafts.mts';

type Node = WorkflowDraft['nodes'][number];

export const TRIGGER = 'Start';

/** The credentials of all nodes that are compared. */
export interface Credentials {
	highwayApi: Credential;
	minimaxApi: Credential;
	googlePalmApi: Credential;
}

const base = (type: string) => `n8n-nodes-base.${type}`;

/** Nodes one after another, behind a trigger. */
function chain(name: string, nodes: Node[]): WorkflowDraft {
	const all = [node(TRIGGER, base('manualTrigger'), 1, {}), ...nodes];
	const connections = Object.fromEntries(
		all
			.slice(0, -1)
			.map(({ name: from }, index) => [
				from,
				{ main: [[{ node: all[index + 1]?.name, type: 'main', index: 0 }]] },
			]),
	);
	return { name, nodes: all, connections, settings: { executionOrder: 'v1' } };
}

/** Makes so many items, each with a number. */
function numbered(count: number): Node[] {
	const items = Array.from({ length: count }, (_none, number) => ({ number }));
	return [
		node('Make', base('set'), 3.4, { mode: 'raw', jsonOutput: JSON.stringify({ items }) }),
		node('Split', base('splitOut'), 1, { fieldToSplitOut: 'items', options: {} }),
	];
}

const ours = (name: string, type: string, parameters: object, { highwayApi }: Credentials) =>
	node(name, `n8n-nodes-highwayapi.${type}`, 1, parameters, { credentials: { highwayApi } });

export const VEO = 'Veo';
export const WAIT = 'Wait';
export const PEER = 'Peer';

interface Ours {
	count: number;
	frame: string;
	credentials: Credentials;
}

export function submitByUrl({ count, frame, credentials }: Ours): WorkflowDraft {
	const parameters = { firstFrameUrl: frame, lastFrameUrl: frame, prompt: 'x' };
	return chain('ours: submit', [
		...numbered(count),
		ours(VEO, 'veoLiteFirstLastFrame', parameters, credentials),
	]);
}

export function submitAndWait(options: Ours): WorkflowDraft {
	const { name, nodes } = submitByUrl(options);
	const wait = ours(WAIT, 'waitForTask', {}, options.credentials);
	return chain(`${name} and wait`, [...nodes.slice(1), wait]);
}

function minimaxNode(parameters: object, { minimaxApi }: Credentials): Node {
	const what = { resource: 'video', operation: 'imageToVideo', modelId: 'MiniMax-Hailuo-02' };
	const all = { ...what, prompt: 'x', ...parameters };
	return node(PEER, '@n8n/n8n-nodes-langchain.minimax', 1, all, { credentials: { minimaxApi } });
}

export function minimax(count: number, frame: string, credentials: Credentials): WorkflowDraft {
	const options = { lastFrameInputType: 'url', lastFrameImageUrl: frame };
	const parameters = { imageInputType: 'url', imageUrl: frame, options };
	return chain('MiniMax', [...numbered(count), minimaxNode(parameters, credentials)]);
}

export function gemini(count: number, { googlePalmApi }: Credentials): WorkflowDraft {
	const modelId = { __rl: true, mode: 'id', value: 'models/veo-3.1:stand-in' };
	const what = { resource: 'video', operation: 'generate', modelId, returnAs: 'video' };
	const parameters = { ...what, prompt: 'x', options: {} };
	const credentials = { googlePalmApi };
	return chain('Google Gemini', [
		...numbered(count),
		node(PEER, '@n8n/n8n-nodes-langchain.googleGemini', 1, parameters, { credentials }),
	]);
}

/** Two files from disk in one item, handed to a node that submits them. */
function withFrames(name: string, files: [string, string], submitting: Node): WorkflowDraft {
	const read = (nodeName: string, file: string, field: string) =>
		node(nodeName, base('readWriteFile'), 1.1, {
			operation: 'read',
			fileSelector: file,
			options: { dataPropertyName: field },
		});
	const merge = node('Merge', base('merge'), 3.2, {
		mode: 'combine',
		combineBy: 'combineByPosition',
		options: {},
	});
	const to = (target: string, index = 0) => ({ node: target, type: 'main', index });
	return {
		name,
		nodes: [
			node(TRIGGER, base('manualTrigger'), 1, {}),
			read('First', files[0], 'firstFrame'),
			read('Last', files[1], 'lastFrame'),
			merge,
			submitting,
		],
		connections: {
			[TRIGGER]: { main: [[to('First'), to('Last')]] },
			First: { main: [[to('Merge', 0)]] },
			Last: { main: [[to('Merge', 1)]] },
			Merge: { main: [[to(submitting.name)]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

export function submitFiles(files: [string, string], credentials: Credentials): WorkflowDraft {
	const parameters = { firstFrameSource: 'binary', lastFrameSource: 'binary', prompt: 'x' };
	const veo = ours(VEO, 'veoLiteFirstLastFrame', parameters, credentials);
	return withFrames('ours: files', files, veo);
}

export function minimaxFiles(files: [string, string], credentials: Credentials): WorkflowDraft {
	const parameters = {
		imageInputType: 'binary',
		binaryPropertyName: 'firstFrame',
		downloadVideo: false,
		options: { lastFrameInputType: 'binary', lastFrameBinaryPropertyName: 'lastFrame' },
	};
	return withFrames('MiniMax: files', files, minimaxNode(parameters, credentials));
}
