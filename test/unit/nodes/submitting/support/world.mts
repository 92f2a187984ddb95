import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import {
	highwayApiClient,
	type HighwayApiClient,
} from '../../../../../nodes/shared/api/highwayApiClient.ts';
import type { HttpResult } from '../../../../../nodes/shared/api/http.ts';
import { submitItems } from '../../../../../nodes/shared/submitting/submitItems.ts';
import { parseCodes } from '../../../../../nodes/shared/submitting/claimKeys.ts';
import { DeduplicationDatabase } from '../../../../support/deduplication.mts';
import { FakeClock } from '../../support/fakeClock.mts';
import { generation } from '../../support/generation.mts';

/** What the service does with one POST, and what comes back. */
export type Fate = 'ok' | 'lostAfter' | 'lostBefore' | 'gateway503' | 'refused' | 'busy' | 'down';

const ENDS: Record<Exclude<Fate, 'ok'>, HttpResult> = {
	lostAfter: { answered: false, code: 'ECONNRESET' },
	lostBefore: { answered: false, code: 'ECONNRESET' },
	gateway503: { answered: true, status: 503, headers: {}, body: 'upstream connect error' },
	refused: { answered: true, status: 400, headers: {}, body: { reason: 'INVALID_REQUEST_BODY' } },
	busy: { answered: true, status: 429, headers: {}, body: { reason: 'RATE_LIMIT_EXCEEDED' } },
	down: { answered: true, status: 503, headers: {}, body: { reason: 'SERVICE_NOT_AVAILABLE' } },
};
const MAYBE: Fate[] = ['ok', 'lostAfter', 'lostBefore', 'gateway503'];

export type Kind = 'batch' | 'once' | 'tool';

/** One try of an execution. */
export interface Launch {
	/** The execution that it retries, by its number; a new one where there is none of this number. */
	retries: number | undefined;
	kind: Kind;
	prompts: string[];
	worker: number;
	/** What happens to it at one of the steps that it takes outside its own code, if anything does. */
	disturbance: { step: number; kind: 'stop' | 'crash' | 'crashAfter' } | undefined;
	continues: boolean;
	concurrent: number;
	/** Whether a person enters the codes of all messages so far. */
	entersCodes: boolean;
}

interface Execution {
	root: string;
	kind: Kind;
	prompts: string[];
	/** The node's context where the try ended well or with a failure; nothing is left after others. */
	context: Record<string, unknown> | undefined;
	/** Of which n8n offers no retry. An agent that has called its tools well may fail later. */
	hasSucceeded: boolean;
}

interface Worker {
	name: string;
	isDead: boolean;
	die: () => void;
	dead: Promise<void>;
}

/** A service, a database, two workers and a person, on a clock of their own. */
export class World {
	readonly clock = new FakeClock(Date.UTC(2026, 10, 25));
	readonly database = new DeduplicationDatabase(async () => await this.clock.sleep(this.delay()));
	readonly executions: Execution[] = [];
	/** Lines in n8n's log. */
	readonly log: string[] = [];
	/** POSTs that may have been accepted, by what was wished for. */
	readonly posts = new Map<string, number>();
	/** Codes that were told, by what was wished for. */
	readonly codes = new Map<string, Set<string>>();
	/** Task ids whose answers have reached a node. */
	readonly known: string[] = [];
	/** Ids that a try which came to its end has neither handed on nor named. */
	readonly lost: string[] = [];
	private readonly workers = [newWorker(), newWorker()];
	private tasks = 0;
	private step = 0;

	constructor(
		private readonly fates: readonly Fate[],
		private readonly delays: readonly number[],
	) {}

	private sent = 0;

	private delay(): number {
		return this.delays[this.step++ % this.delays.length] ?? 1;
	}

	/** How many times it may be paid for: as often as asked for, and once more for each code. */
	allowed(wish: string, asked: number): number {
		return asked + (this.codes.get(wish)?.size ?? 0);
	}

	async run(launch: Launch): Promise<void> {
		const before = this.executions[launch.retries ?? -1];
		if (before?.hasSucceeded) return;
		const { kind, prompts } = before ?? launch;
		const root = before?.root ?? `root ${this.executions.length}`;
		const execution: Execution = { root, kind, prompts, context: undefined, hasSucceeded: false };
		const id = this.executions.push(execution);
		const context = structuredClone(before?.context ?? {});
		const worker = this.workers[launch.worker] as Worker;
		const codes = new Set(
			launch.entersCodes ? [...this.codes.values()].flatMap((of) => [...of]) : [],
		);
		const stop = new AbortController();
		const accepted: string[] = [];
		let steps = 0;
		/** Where the code of the node leaves itself: there it can be stopped, and the process can die. */
		const door = async <T,>(run: () => Promise<T>): Promise<T> => {
			const { disturbance } = launch;
			const isHere = disturbance !== undefined && steps++ === disturbance.step;
			if (isHere && disturbance.kind === 'stop') stop.abort();
			if (isHere && disturbance.kind === 'crash') this.kill(launch.worker, worker);
			if (worker.isDead) return await new Promise(() => {});
			const result = await run();
			if (isHere && disturbance.kind === 'crashAfter') this.kill(launch.worker, worker);
			if (worker.isDead) return await new Promise(() => {});
			return result;
		};

		const told: string[] = [];
		const callNode = async (prompt: readonly string[]): Promise<void> => {
			const input: INodeExecutionData[] = prompt.map((text) => ({ json: { text } }));
			const wishes = prompt.map((text) => wishOf(kind, root, text));
			const api: HighwayApiClient = highwayApiClient(
				async ({ body }) => {
					const end = await door(async () => await this.post(kind, root, body));
					const taskId = end.answered ? (end.body as { task_id?: string }).task_id : undefined;
					if (taskId !== undefined) {
						this.known.push(taskId);
						accepted.push(taskId);
					}
					return end;
				},
				() => this.clock.now(),
			);
			const node = this.context({ launch, kind, id, root, context, worker, input, door, stop });
			try {
				const output = await submitItems(node, {
					check: async (_context, itemIndex) => {
						const text = prompt[itemIndex] ?? '';
						return {
							request: generation(text),
							videos: 1,
							options: {
								maxVideos: 1000,
								codes,
								...(kind === 'once' ? { payOnceKey: text } : {}),
							},
						};
					},
					settings: () => ({ maxConcurrent: launch.concurrent, keepTryingMs: 120_000 }),
					clock: {
						now: () => this.clock.now(),
						sleep: async (ms, signal) => await door(async () => await this.clock.sleep(ms, signal)),
					},
					connect: async () => ({
						api,
						account: 'test',
						baseUrl: 'https://api.highwayapi.ai',
						submissionsPerMinute: 10_000,
					}),
				});
				for (const { json, pairedItem } of output) {
					const { item } = pairedItem as { item: number };
					this.note(wishes[item] ?? '', String(json.message));
				}
				told.push(JSON.stringify(output));
				execution.hasSucceeded = kind !== 'tool' && !stop.signal.aborted && !worker.isDead;
			} catch (error) {
				const { message, description = '' } = error as { message: string; description?: string };
				const item = Number(/\[item (\d+)\]/.exec(message)?.[1] ?? 0);
				this.note(wishes[item] ?? '', description.replace(/item \d+: [0-9a-f]{8}/g, ''));
				for (const [, other, code] of description.matchAll(/item (\d+): ([0-9a-f]{8})/g)) {
					this.note(wishes[Number(other)] ?? '', String(code));
				}
				told.push(message, description);
			}
		};

		const calls = async (): Promise<void> => {
			if (kind !== 'tool') return await callNode(prompts);
			// Two calls of a turn at once, as agents make them.
			for (let call = 0; call < prompts.length; call += 2) {
				await Promise.all(
					prompts.slice(call, call + 2).map(async (text) => await callNode([text])),
				);
			}
		};
		await Promise.race([calls(), worker.dead]);
		if (worker.isDead || stop.signal.aborted) return;
		execution.context = structuredClone(context);
		const all = told.join();
		this.lost.push(...accepted.filter((taskId) => !all.includes(taskId)));
	}

	private async post(kind: Kind, root: string, body: Uint8Array | undefined): Promise<HttpResult> {
		const { prompt } = JSON.parse(Buffer.from(body ?? []).toString()) as { prompt: string };
		const fate = this.fates[this.sent++] ?? 'ok';
		const wish = wishOf(kind, root, prompt);
		await this.clock.sleep(this.delay() * 20);
		if (MAYBE.includes(fate)) this.posts.set(wish, (this.posts.get(wish) ?? 0) + 1);
		await this.clock.sleep(this.delay() * 20);
		if (fate !== 'ok') return ENDS[fate];
		const taskId = `task-${++this.tasks}-`;
		return { answered: true, status: 200, headers: {}, body: { task_id: taskId } };
	}

	private note(wish: string, text: string): void {
		const codes = this.codes.get(wish) ?? new Set();
		for (const code of parseCodes(text)) codes.add(code);
		if (codes.size > 0) this.codes.set(wish, codes);
	}

	private kill(index: number, worker: Worker): void {
		if (worker.isDead) return;
		worker.isDead = true;
		worker.die();
		this.workers[index] = newWorker();
	}

	/** What n8n gives the node. */
	private context(given: {
		launch: Launch;
		kind: Kind;
		id: number;
		root: string;
		context: Record<string, unknown>;
		worker: Worker;
		input: INodeExecutionData[];
		door: <T>(run: () => Promise<T>) => Promise<T>;
		stop: AbortController;
	}): IExecuteFunctions {
		const { launch, kind, id, root, context, worker, input, door, stop } = given;
		const node = {
			id: 'node',
			name: 'Veo',
			type: kind === 'tool' ? 'veoTool' : 'veo',
			onError: launch.continues ? 'continueRegularOutput' : 'stopWorkflow',
		};
		const row = { node } as never;
		return {
			getNode: () => node,
			getWorkflow: () => ({ id: worker.name }),
			getExecutionId: () => String(id),
			getExecutionContext: () => ({ establishedAt: 1 }),
			getContext: () => context,
			getInputData: () => input,
			getWorkflowDataProxy: () => ({ $runIndex: 0 }),
			getWorkflowStaticData: () => ({}),
			getExecutionCancelSignal: () => stop.signal,
			continueOnFail: () => launch.continues,
			evaluateExpression: (text: string) =>
				text.includes('resumeUrl') && `http://n8n/?signature=${root}`,
			addExecutionHints: () => {},
			logger: {
				info: (line: string) => this.log.push(line),
				warn: (line: string) => this.log.push(line),
			},
			helpers: {
				checkProcessedAndRecord: async (values: string[], scope: 'node', options: never) =>
					await door(
						async () => await this.database.checkProcessedAndRecord(values, scope, row, options),
					),
				removeProcessed: async (values: string[], scope: 'node') =>
					await door(async () => await this.database.removeProcessed(values, scope, row)),
			},
		} as unknown as IExecuteFunctions;
	}
}

export function wishOf(kind: Kind, root: string, prompt: string): string {
	// A code about a model's call lets that request go out once more, whichever call asks for it.
	return kind === 'batch' ? `batch ${root} ${prompt}` : `${kind} ${prompt}`;
}

let workers = 0;

function newWorker(): Worker {
	let die = () => {};
	const dead = new Promise<void>((resolve) => (die = resolve));
	return { name: `worker ${++workers}`, isDead: false, die, dead };
}
