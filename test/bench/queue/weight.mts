import axios from 'axios';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowDraft } from '../../../scripts/start/workflow.mts';
import { call, makeVideo, publish, until } from '../../support/crowd.mts';
import { startQueueN8n, statusCounts, type QueueN8n } from '../../support/queueN8n.mts';

const EXECUTIONS = 40;

export interface Weight {
	/** What one suspended execution adds to the tables and indexes of the database, in kB. */
	suspended: number;
	/** The same after two more pauses. */
	afterTwoMore: number;
	/** What the file in its item adds to the database, in kB; 0 where files lie in a folder. */
	fileInDatabase: number;
}

/**
 * Suspends executions and measures what they add to PostgreSQL.
 *
 * @param bytes size of a file in the item that waits, or 0 for none
 */
export async function weight(
	binaryMode: 'database' | 'filesystem',
	bytes: number,
): Promise<Weight> {
	const n8n = await startQueueN8n({ binaryMode, concurrency: 10 });
	try {
		const { main, frame, credential, receiver } = n8n;
		await n8n.startWorker();
		const draft = makeVideo({ operation: 'suspend', frame, credential, receiver, path: 'make' });
		const workflow = await publish(main.client, bytes === 0 ? draft : waitingWithFile(draft));
		const suspendOne = async () => {
			if (bytes === 0) return await call(main.url, 'make', { prompt: '[sandbox: endless]' });
			const form = new FormData();
			form.set('task_id', await endlessTask(n8n));
			form.set('file', new Blob([randomBytes(bytes)]), 'file.bin');
			await call(main.url, 'make', form);
		};
		const areSuspended = async (count: number) =>
			await until(
				`${count} are suspended`,
				async () => (await statusCounts(n8n, workflow.id)).waiting === count,
				120_000,
			);
		// The first one pays for what all share, such as a first page of each table.
		await suspendOne();
		await areSuspended(1);
		const before = await kilobytes(n8n);
		for (let index = 0; index < EXECUTIONS; index++) await suspendOne();
		await areSuspended(EXECUTIONS + 1);
		const suspended = await kilobytes(n8n);
		await delay(150_000);
		await areSuspended(EXECUTIONS + 1);
		const later = await kilobytes(n8n);
		const each = (sizes: Record<string, number>, table: string) =>
			((sizes[table] ?? 0) - (before[table] ?? 0)) / EXECUTIONS;
		const rows = (sizes: Record<string, number>) =>
			each(sizes, 'execution_entity') + each(sizes, 'execution_data');
		return {
			suspended: rows(suspended),
			afterTwoMore: rows(later),
			fileInDatabase: each(suspended, 'binary_data'),
		};
	} finally {
		await n8n.close();
	}
}

/** The same loop, for a task that was submitted elsewhere, with the file of the call in the item. */
function waitingWithFile(draft: WorkflowDraft): WorkflowDraft {
	const wait = draft.nodes.find(({ name }) => name === 'Wait');
	Object.assign(wait?.parameters ?? {}, { taskId: '={{ $json.body.task_id }}' });
	const { Wait, Pause } = draft.connections;
	return {
		...draft,
		nodes: draft.nodes.filter(({ name }) => name !== 'Generate'),
		connections: { Wait, Pause, Webhook: { main: [[{ node: 'Wait', type: 'main', index: 0 }]] } },
	};
}

async function endlessTask({ sandbox, frame }: QueueN8n): Promise<string> {
	const { data } = await axios.post<{ task_id: string }>(
		`${sandbox.url}/v3/async/veo-3.1-lite-firstlastframe`,
		{ image: frame, last_frame_image: frame, prompt: '[sandbox: endless]' },
		{ headers: { Authorization: `Bearer ${sandbox.key}` }, proxy: false },
	);
	return data.task_id;
}

/** What the tables hold, without what updates have left behind. */
async function kilobytes({ database }: QueueN8n): Promise<Record<string, number>> {
	const tables = ['execution_entity', 'execution_data', 'binary_data'];
	for (const table of tables) await database.query(`VACUUM FULL ${table}`);
	const rows = await database.query<{ name: string; size: string }>(
		tables
			.map((table) => `SELECT '${table}' AS name, pg_total_relation_size('${table}') AS size`)
			.join(' UNION ALL '),
	);
	return Object.fromEntries(rows.map(({ name, size }) => [name, Number(size) / 1024]));
}
