import type { IDataObject } from 'n8n-workflow';
import { highwayApiClient } from '../../../../../nodes/shared/api/highwayApiClient.ts';
import type { HttpResult } from '../../../../../nodes/shared/api/http.ts';
import { DeduplicationDatabase } from '../../../../support/deduplication.mts';
import { FakeClock } from '../../support/fakeClock.mts';
import { runNode } from './runNode.mts';

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
	/** Whether the execution runs the node once more when it has returned, as a loop does. */
	loops: boolean;
}

interface Execution {
	/** The same for an execution and its retries, until a crash leaves nothing of it. */
	root: string;
	kind: Kind;
	prompts: string[];
	/** The node's context where the try ended well or with a failure; nothing is left after others. */
	context: IDataObject | undefined;
	/** How many runs of the node have returned: a retry begins with the one after. */
	returned: number;
	/** Of which n8n offers no retry: it has succeeded, or was stopped. An agent may fail later. */
	hasNoRetry: boolean;
	worker: Worker;
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
	readonly executions: Execution[] = [];
	/** Lines in n8n's log. */
	readonly log: string[] = [];
	/** POSTs that may have been accepted, by what was wished for. */
	readonly posts = new Map<string, number>();
	/** How often each was wished for. */
	readonly wished = new Map<string, number>();
	/** Task ids whose answers have reached a node. */
	readonly known: string[] = [];
	/** Ids that a try which came to its end has neither handed on nor named. */
	readonly lost: string[] = [];
	private readonly database = new DeduplicationDatabase(
		async () => await this.clock.sleep(this.delay()),
	);
	private readonly workers = [newWorker(), newWorker()];
	private tasks = 0;
	private step = 0;
	private sent = 0;
	/** Two workers that claim in the same moment may both win, so the database takes one call at a time. */
	private databaseCall: Promise<unknown> = Promise.resolve();

	constructor(
		private readonly fates: readonly Fate[],
		private readonly delays: readonly number[],
	) {}

	private delay(): number {
		return this.delays[this.step++ % this.delays.length] ?? 1;
	}

	async run(launch: Launch): Promise<void> {
		const before = this.executions[launch.retries ?? -1];
		if (before?.hasNoRetry === true) return;
		const { kind, prompts } = before ?? launch;
		// After a crash nothing is left: a retry is a new wish.
		const root = before?.context ? before.root : `root ${this.executions.length}`;
		const worker = this.workers[launch.worker] as Worker;
		// Any but the newest is only safe to retry where the process knows all the retries since.
		const since = this.executions.slice((launch.retries ?? -1) + 1);
		if (since.some((other) => other.root === root && other.worker !== worker)) return;
		const execution: Execution = {
			root,
			kind,
			prompts,
			context: undefined,
			returned: before?.context ? before.returned : 0,
			hasNoRetry: false,
			worker,
		};
		const executionId = String(this.executions.push(execution));
		const context = structuredClone(before?.context ?? {});
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
		const callNode = async (texts: readonly string[], runIndex: number): Promise<boolean> => {
			const wishOf = (text: string) =>
				kind === 'once' ? `once ${text}` : `${kind} ${root} ${runIndex} ${text}`;
			this.wish(kind, texts.map(wishOf));
			const { submit } = highwayApiClient(
				async ({ body }) => {
					const { prompt } = JSON.parse(Buffer.from(body ?? []).toString()) as { prompt: string };
					const end = await door(async () => await this.post(wishOf(prompt)));
					const taskId = end.answered ? (end.body as { task_id?: string }).task_id : undefined;
					if (taskId !== undefined) {
						this.known.push(taskId);
						accepted.push(taskId);
					}
					return end;
				},
				() => this.clock.now(),
			);
			try {
				const output = await runNode({
					prompts: texts,
					isKeyed: kind === 'once',
					submit,
					clock: {
						now: () => this.clock.now(),
						sleep: async (ms, signal) => await door(async () => await this.clock.sleep(ms, signal)),
					},
					database: this.database,
					executionId,
					process: worker.name,
					stop: stop.signal,
					continues: launch.continues,
					context,
					isTool: kind === 'tool',
					runIndex,
					log: this.log,
					door: async (run) => {
						const call = this.databaseCall.then(run, run);
						this.databaseCall = call.catch(() => {});
						return await door(async () => await call);
					},
				});
				told.push(JSON.stringify(output));
				return true;
			} catch (error) {
				const { message, description, context: details } = error as Record<string, unknown>;
				told.push(JSON.stringify([message, description, details]));
				return false;
			}
		};

		const calls = async (): Promise<void> => {
			if (kind !== 'tool') {
				const last = launch.loops ? 1 : execution.returned;
				for (; execution.returned <= last; execution.returned++) {
					if (!(await callNode(prompts, execution.returned))) return;
				}
				execution.hasNoRetry = true;
				return;
			}
			// Two calls of a turn at once, as agents make them.
			for (let call = 0; call < prompts.length; call += 2) {
				const turn = prompts.slice(call, call + 2);
				await Promise.all(turn.map(async (text) => await callNode([text], 0)));
			}
		};
		await Promise.race([calls(), worker.dead]);
		if (stop.signal.aborted && !worker.isDead) execution.hasNoRetry = true;
		if (worker.isDead || stop.signal.aborted) return;
		execution.context = structuredClone(context);
		const all = told.join();
		this.lost.push(...accepted.filter((taskId) => !all.includes(taskId)));
	}

	/** A retry wishes for nothing new, and neither does a key or a model's call that comes again. */
	private wish(kind: Kind, wishes: readonly string[]): void {
		for (const wish of new Set(wishes)) {
			const count = kind === 'batch' ? wishes.filter((other) => other === wish).length : 1;
			this.wished.set(wish, Math.max(this.wished.get(wish) ?? 0, count));
		}
	}

	private async post(wish: string): Promise<HttpResult> {
		const fate = this.fates[this.sent++] ?? 'ok';
		await this.clock.sleep(this.delay() * 20);
		if (MAYBE.includes(fate)) this.posts.set(wish, (this.posts.get(wish) ?? 0) + 1);
		await this.clock.sleep(this.delay() * 20);
		if (fate !== 'ok') return ENDS[fate];
		const taskId = `task-${++this.tasks}-`;
		return { answered: true, status: 200, headers: {}, body: { task_id: taskId } };
	}

	private kill(index: number, worker: Worker): void {
		if (worker.isDead) return;
		worker.isDead = true;
		worker.die();
		this.workers[index] = newWorker();
	}
}

let workers = 0;

function newWorker(): Worker {
	let die = () => {};
	const dead = new Promise<void>((resolve) => (die = resolve));
	return { name: `worker ${++workers}`, isDead: false, die, dead };
}
