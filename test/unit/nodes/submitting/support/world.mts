import { once } from 'node:events';
import type { IDataObject } from 'n8n-workflow';
import type { ApiResult } from '../../../../../nodes/shared/api/highwayApiClient.ts';
import { DeduplicationDatabase } from '../../../../support/deduplication.mts';
import { FakeClock } from '../../support/fakeClock.mts';
import { busy, down, refusal, runNode, silence } from './runNode.mts';

/** What the service does with one POST, and what comes back. */
export type Fate = 'ok' | 'lostAfter' | 'lostBefore' | 'gateway503' | 'refused' | 'busy' | 'down';

const ENDS: Record<Exclude<Fate, 'ok'>, ApiResult<string>> = {
	lostAfter: silence('ECONNRESET'),
	lostBefore: silence('ECONNRESET'),
	gateway503: refusal(503, 'upstream connect error'),
	refused: refusal(400, { reason: 'INVALID_REQUEST_BODY' }),
	busy,
	down,
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
	context?: IDataObject;
	/** How many runs of the node have returned: a retry begins with the one after. */
	returned: number;
	/** Of which n8n offers no retry: it has succeeded, or was stopped. An agent may fail later. */
	hasNoRetry: boolean;
	worker: Worker;
}

interface Worker {
	name: string;
	death: AbortController;
}

let workers = 0;
const newWorker = (): Worker => ({ name: `worker ${++workers}`, death: new AbortController() });

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
		const returned = before?.context ? before.returned : 0;
		const execution: Execution = { root, kind, prompts, returned, hasNoRetry: false, worker };
		const executionId = String(this.executions.push(execution));
		const context = structuredClone(before?.context ?? {});
		const stop = new AbortController();
		const accepted: string[] = [];
		let steps = 0;
		const death = worker.death.signal;
		/** Where the code of the node leaves itself: there it can be stopped, and the process can die. */
		const door = async <T,>(run: () => Promise<T>): Promise<T> => {
			const here = steps++ === launch.disturbance?.step ? launch.disturbance.kind : undefined;
			const passUnless = async (isEnd: boolean): Promise<void> => {
				if (isEnd) this.kill(launch.worker, worker);
				if (death.aborted) await new Promise(() => {});
			};
			if (here === 'stop') stop.abort();
			await passUnless(here === 'crash');
			const result = await run();
			await passUnless(here === 'crashAfter');
			return result;
		};

		const told: string[] = [];
		const callNode = async (texts: readonly string[], runIndex: number): Promise<boolean> => {
			const wishOf = (text: string) =>
				kind === 'once' ? `once ${text}` : `${kind} ${root} ${runIndex} ${text}`;
			this.wish(kind, texts.map(wishOf));
			try {
				const output = await runNode({
					...{ prompts: texts, executionId, context, runIndex, log: this.log },
					...{ isKeyed: kind === 'once', isTool: kind === 'tool', continues: launch.continues },
					...{ process: worker.name, stop: stop.signal, database: this.database },
					submit: async ({ settings }) => {
						const end = await door(async () => await this.post(wishOf(String(settings.prompt))));
						if (end.ok) this.known.push(end.value);
						if (end.ok) accepted.push(end.value);
						return end;
					},
					clock: {
						now: () => this.clock.now(),
						sleep: async (ms, signal) => await door(async () => await this.clock.sleep(ms, signal)),
					},
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
		await Promise.race([calls(), once(death, 'abort')]);
		if (death.aborted) return;
		if (stop.signal.aborted) return void (execution.hasNoRetry = true);
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

	private async post(wish: string): Promise<ApiResult<string>> {
		const fate = this.fates[this.sent++] ?? 'ok';
		await this.clock.sleep(this.delay() * 20);
		if (MAYBE.includes(fate)) this.posts.set(wish, (this.posts.get(wish) ?? 0) + 1);
		await this.clock.sleep(this.delay() * 20);
		return fate === 'ok' ? { ok: true, value: `task-${++this.tasks}-` } : ENDS[fate];
	}

	private kill(index: number, { death }: Worker): void {
		if (!death.signal.aborted) this.workers[index] = newWorker();
		death.abort();
	}
}
