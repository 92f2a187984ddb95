import express from 'express';
import { join } from 'node:path';
import { listen } from '../../sandbox/listen.mts';
import type { WorkflowDraft } from '../../scripts/start/workflow.mts';

type Node = WorkflowDraft['nodes'][number];

/** As much of Google Drive as examples use, where nodes find it once `withoutGoogle` has led them there. */
export interface LocalDrive {
	url: string;
	/** The files of folders, by the folder's ID. */
	folders: Map<string, Array<{ id: string; name: string; bytes?: number }>>;
	close(): Promise<void>;
}

/** @param images a folder with the content of all files: `<id>.png` */
export async function startDrive(images: string): Promise<LocalDrive> {
	const folders: LocalDrive['folders'] = new Map();
	const app = express();
	app.get('/folders/:id', ({ params }, response) => {
		response.json(folders.get(params.id) ?? []);
	});
	app.get('/files/:id', ({ params }, response) => {
		response.sendFile(join(images, `${params.id}.png`));
	});
	app.post('/folders/:id', (request, response) => {
		const name = String(request.query.name);
		let bytes = 0;
		request.on('data', (chunk: Buffer) => (bytes += chunk.length));
		request.on('end', () => {
			const { id } = request.params;
			folders.set(id, [...(folders.get(id) ?? []), { id: name, name, bytes }]);
			response.json({ name, webViewLink: 'https://drive.example/video' });
		});
	});
	const { port, close } = await listen(app, 0, '127.0.0.1');
	return {
		url: `http://127.0.0.1:${port}`,
		folders,
		close,
	};
}

/**
 * Puts other nodes in the place of those of Google, whose addresses are fixed: those of Drive ask the
 * stand-in, those that write to Sheets or YouTube set the same values. So their expressions are executed,
 * and what they would write can be read.
 */
export function withoutGoogle(draft: WorkflowDraft, drive?: LocalDrive): WorkflowDraft {
	const nodes = draft.nodes.map((node) => {
		const { operation, columns, title } = node.parameters;
		if (node.type === 'n8n-nodes-base.googleSheets' && operation === 'update')
			return setting(node, (columns as { value: Record<string, string> }).value);
		if (node.type === 'n8n-nodes-base.youTube') return setting(node, { title: String(title) });
		if (node.type === 'n8n-nodes-base.googleDrive') return asking(node, drive?.url ?? '');
		return node;
	});
	return { ...draft, nodes };
}

/** A node of Drive that asks the stand-in. */
function asking(node: Node, drive: string): Node {
	const { operation, name, fileId, folderId, filter, options } = node.parameters as {
		operation?: 'search' | 'download';
		name: string;
		fileId: { value: string };
		folderId: { value: string };
		filter?: { folderId: { value: string } };
		options: { binaryPropertyName: string };
	};
	const put = (parameters: Node['parameters']) => {
		const { credentials: _, ...rest } = node;
		return { ...rest, type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, parameters };
	};
	if (filter) return put({ url: `${drive}/folders/${filter.folderId.value}` });
	if (operation === 'download') {
		const response = {
			responseFormat: 'file',
			outputPropertyName: options.binaryPropertyName,
		};
		const url = fileId.value.replace('=', `=${drive}/files/`);
		return put({ url, options: { response: { response } } });
	}
	return put({
		method: 'POST',
		url: `${drive}/folders/${folderId.value}`,
		sendQuery: true,
		queryParameters: { parameters: [{ name: 'name', value: name }] },
		sendBody: true,
		contentType: 'binaryData',
		inputDataFieldName: 'data',
	});
}

function setting(node: Node, values: Record<string, string>): Node {
	const assignments = Object.entries(values).map(([name, value]) => ({
		id: name,
		name,
		value,
		type: 'string',
	}));
	const { credentials: _, ...rest } = node;
	return {
		...rest,
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { assignments: { assignments }, options: { ignoreConversionErrors: true } },
	};
}
