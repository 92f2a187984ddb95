import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startSandbox, type SandboxOptions } from '../../sandbox/sandbox.mts';
import { keepCredential } from '../../scripts/start/credential.mts';
import { startReceiver } from './crowd.mts';
import { startPostgres, whyNoPostgres } from './postgres.mts';
import { prepareN8n, type N8nProcess } from './realN8n.mts';
import { startRedis, whyNoRedis } from './redis.mts';

export type QueueN8n = Awaited<ReturnType<typeof startQueueN8n>>;

/** What this machine lacks for it, as a sentence, or nothing. */
export function whyNoQueue(): string | undefined {
	const missing = [whyNoPostgres(), whyNoRedis()].filter((reason) => reason !== undefined);
	return missing.length === 0 ? undefined : `${missing.join('; ')}.`;
}

/** n8n in queue mode: a main process, and workers that share its folder, PostgreSQL and Redis. */
export async function startQueueN8n(options: {
	binaryMode: 'database' | 'filesystem';
	/** Executions that each worker runs at the same time. */
	concurrency: number;
	/** What the sandbox is to do otherwise. */
	sandbox?: SandboxOptions;
	/** Of the credential, for a sandbox that has a limit. */
	submissionsPerMinute?: number;
}) {
	const prepared = await prepareN8n();
	const inside = (name: string) => {
		mkdirSync(join(prepared.folder, name), { recursive: true });
		return join(prepared.folder, name);
	};
	const redis = await startRedis(inside('redis'));
	const database = await startPostgres();
	const sandbox = await startSandbox({ longRunning: true, ...options.sandbox });
	const receiver = await startReceiver();
	const env = {
		...database.env,
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		N8N_ENCRYPTION_KEY: 'the same for main and workers',
		N8N_CONCURRENCY_PRODUCTION_LIMIT: String(options.concurrency),
		N8N_DEFAULT_BINARY_DATA_MODE: options.binaryMode,
		N8N_BINARY_DATA_STORAGE_PATH: inside('binary'),
	};
	const workers: N8nProcess[] = [];
	const main = await prepared.start(env);
	const { key: apiKey, url: baseUrl } = sandbox;
	const { submissionsPerMinute } = options;
	const service = { name: 'Sandbox', apiKey, baseUrl, submissionsPerMinute };
	const credential = await keepCredential(main.client, service);
	return {
		main,
		database,
		redis,
		sandbox,
		receiver,
		credential,
		/** Address of the sandbox's example frame. */
		frame: `${baseUrl}/frames/dawn.png`,
		prepared,
		startWorker: async (): Promise<N8nProcess> => {
			const worker = await prepared.startWorker(env);
			workers.push(worker);
			return worker;
		},
		close: async () => {
			await Promise.all([main, ...workers].map(async (n8n) => await n8n.close()));
			await receiver.close();
			await sandbox.close();
			await database.close();
			await redis.close();
			await prepared.remove();
		},
	};
}

/** How many executions of a workflow n8n counts in each state. */
export async function statusCounts(
	{ database }: Pick<QueueN8n, 'database'>,
	workflowId: string,
): Promise<Record<string, number>> {
	const rows = await database.query<{ status: string; count: string }>(
		`SELECT status, count(*) FROM execution_entity WHERE "workflowId" = '${workflowId}' GROUP BY status`,
	);
	return Object.fromEntries(rows.map(({ status, count }) => [status, Number(count)]));
}

/** Why executions of a workflow failed, in n8n's words. */
export async function failuresOf(
	{ database, main }: Pick<QueueN8n, 'database' | 'main'>,
	workflowId: string,
): Promise<string[]> {
	const failed = await database.query<{ id: string }>(
		`SELECT id FROM execution_entity WHERE "workflowId" = '${workflowId}' AND status = 'error'`,
	);
	return await Promise.all(
		failed.map(async ({ id }) => {
			const { message, description } = (await main.client.execution(id)).result?.error ?? {};
			return `${message ?? 'n8n does not say why'} ${description ?? ''}`;
		}),
	);
}
