import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../api/fault';
import { CONSEQUENCES } from '../api/verdict';
import type { ApiResult } from '../api/highwayApiClient';
import { submitLimiter } from '../n8n/accountLimiters';
import type { ConnectedApi } from '../n8n/connect';
import { faultError, operationError, toNodeFailure, type NodeFailure } from '../n8n/itemError';
import { inTurns, ProgressLine } from '../n8n/runContext';
import { backoff } from '../waiting/backoff';
import type { Clock } from '../waiting/clock';
import { limitConcurrency } from '../waiting/limitConcurrency';
import type { Answer, RateLimiter } from '../waiting/rateLimiter';
import { AcceptanceLog } from './acceptanceLog';
import { claim, unclaim } from './payOnce';
import { enterSubmission, findSubmission, type Known } from './processMemory';
import type { Remembered, RunMemory } from './runMemory';
import {
	batchEndedError,
	doubtError,
	givenUpError,
	keySubmittedBeforeError,
	limitError,
} from './submitErrors';
import type { SubmitHints } from './submitHints';
import type { CheckedItem } from './submitOptions';
import { submittingMessages } from './submittingMessages';

/** What became of an item: the JSON that it is returned with, or why it has no task. */
export type Outcome = IDataObject | NodeFailure;

/** One item that is to be submitted. */
export interface PendingItem extends CheckedItem {
	itemIndex: number;
	/** Names it in its run. */
	itemKey: string;
	/** Names it in this process: its pay-once key does, or else its run and `itemKey`. */
	key: string;
	/** What is claimed in n8n's database, where it has a pay-once key. */
	claim?: string;
	/** Of the base URL, the request, and what it asks for without its images. */
	base: string;
	digest: string;
	asked: string;
	/** Whether its videos count already, and are given back unless it is accepted. */
	isReserved?: boolean;
}

export interface SubmitPendingOptions {
	context: IExecuteFunctions;
	run: RunMemory;
	connected: ConnectedApi;
	pending: readonly PendingItem[];
	/** Gets what becomes of each item; nothing where it was not sent, as something ended the batch. */
	outcomes: Map<number, Outcome>;
	hints: SubmitHints;
	clock: Clock;
}

/** How many requests of a run are open at a time, and how many of its items are claimed together. */
const AT_A_TIME = 5;

/** How long is tried again while nothing is accepted, in milliseconds. */
const PATIENCE_MS = { tooMany: 35 * 60_000, unavailable: 15 * 60_000, unreached: 10_000 };

/** What a request brought: an answer, or why it could not be sent after all. */
type Sent = ApiResult<string> | { unsent: unknown };

/** An item that is entered in the memory of the process; `end` has to be called in every case. */
interface Entered {
	item: PendingItem;
	isClaimed: boolean;
	end: (known?: Known) => void;
}

/** Submits items, each at most once as far as the service may have accepted it. */
export async function submitPending(options: SubmitPendingOptions): Promise<void> {
	await new Submitting(options).all();
}

/**
 * The submissions of one run, five at a time: while they are open, the next five are claimed. Waiting for
 * another execution's answer takes no place among them, and no permit. What is open when the batch ends is
 * waited for: it may have been accepted, and then its task id has to be known.
 */
class Submitting {
	private readonly log: AcceptanceLog;
	private readonly limiter: RateLimiter;
	private readonly progress: ProgressLine;
	private readonly startedAt: number;
	private readonly batchEnd = new AbortController();
	/** When the batch has ended, or the execution was stopped. */
	private readonly over: AbortSignal;
	private readonly isOver: Promise<undefined>;
	private readonly inPlace = limitConcurrency(AT_A_TIME);
	private readonly underWay: Array<Promise<void>> = [];
	/** The item whose fault holds for all others, too. */
	private ending: { item: number; fault: Fault } | undefined;
	/** When a server answered last, whatever it said. */
	private answeredAt: number;
	private accepted = 0;

	constructor(private readonly options: SubmitPendingOptions) {
		const { context, connected, pending, clock } = options;
		this.log = new AcceptanceLog(context);
		this.limiter = submitLimiter(connected, pending[0]?.request.path ?? '', clock);
		this.progress = new ProgressLine(context, clock);
		this.startedAt = this.answeredAt = clock.now();
		const stop = context.getExecutionCancelSignal();
		this.over = AbortSignal.any([this.batchEnd.signal, ...(stop ? [stop] : [])]);
		this.isOver = new Promise((resolve) => {
			if (this.over.aborted) resolve(undefined);
			this.over.addEventListener('abort', () => resolve(undefined), { once: true });
		});
	}

	async all(): Promise<void> {
		let group: Entered[] = [];
		await inTurns(this.options.pending, async (item) => {
			if (this.over.aborted) return;
			if (findSubmission(item.key) === undefined) group.push(this.enter(item));
			else this.start(item, async () => await this.follow(item));
			if (group.length < AT_A_TIME) return;
			await this.begin(group);
			group = [];
		});
		await this.begin(group);
		// Some of them begin others.
		for (let ended = 0; ended < this.underWay.length; ended++) await this.underWay[ended];
		await this.failRest();
	}

	private enter(item: PendingItem): Entered {
		return { item, isClaimed: false, end: enterSubmission(item.key) };
	}

	/** Returns the task of another item or execution, once that is known, or submits the item in its place. */
	private async follow(item: PendingItem): Promise<void> {
		for (;;) {
			const other = findSubmission(item.key);
			if (other === undefined) return await this.begin([this.enter(item)]);
			const known = await Promise.race([other, this.isOver]);
			if (known !== undefined) return this.known(item, known);
			if (this.over.aborted) return;
		}
	}

	private known(item: PendingItem, known: Known): void {
		const { context, run, hints } = this.options;
		const { itemIndex, itemKey } = item;
		if ('doubt' in known) {
			run.note(itemKey, { ...identityOf(item), doubt: known.doubt });
			return this.fail(itemIndex, doubtError(context, itemIndex, known.doubt));
		}
		const { taskId } = known;
		const json: IDataObject = { task_id: taskId, already_submitted: true };
		hints.knownBefore++;
		if (known.asked !== item.asked) {
			json.request_changed = true;
			hints.requestChanged++;
			this.log.requestChanged(itemIndex, taskId);
		}
		run.note(itemKey, { ...identityOf(item), json });
		this.options.outcomes.set(itemIndex, json);
	}

	/** Claims a few items, and resolves once the requests of all that may be sent have a place. */
	private async begin(group: Entered[]): Promise<void> {
		const granted = await this.claim(group);
		const placed = granted.map(async (entered) => {
			await new Promise<void>((hasPlace) => {
				const submit = async (): Promise<void> => {
					hasPlace();
					await this.submit(entered);
				};
				this.start(entered.item, async () => {
					await this.inPlace(submit).finally(entered.end);
				});
			});
		});
		await Promise.all(placed);
	}

	/** Nothing that is under way rejects: a slip of this package must not end n8n. */
	private start({ itemIndex }: PendingItem, work: () => Promise<void>): void {
		const { context } = this.options;
		this.underWay.push(
			work().catch((cause) => this.fail(itemIndex, toNodeFailure(context, itemIndex, cause))),
		);
	}

	/** @returns those that may be sent: their claims are new, and the limit allows their videos */
	private async claim(group: Entered[]): Promise<Entered[]> {
		const { context, clock } = this.options;
		const claims = this.over.aborted ? [] : group.flatMap(({ item }) => item.claim ?? []);
		let fresh: ReadonlySet<unknown> | undefined = new Set();
		if (claims.length > 0) {
			fresh = await claim(context, claims, clock).catch((cause) => {
				this.log.notWritten(cause);
				return undefined;
			});
		}
		const granted: Entered[] = [];
		for (const entered of group) {
			const { item } = entered;
			entered.isClaimed = item.claim !== undefined && fresh?.has(item.claim) === true;
			const failure = this.over.aborted ? undefined : this.whyNotSent(entered, fresh !== undefined);
			if (failure !== undefined) this.fail(item.itemIndex, failure);
			else if (!this.over.aborted) granted.push(entered);
			if (granted.at(-1) === entered) continue;
			await this.release(entered);
			entered.end();
		}
		return granted;
	}

	/** @param isWritten whether n8n has taken the claims */
	private whyNotSent({ item, isClaimed }: Entered, isWritten: boolean): NodeFailure | undefined {
		const { context, run } = this.options;
		const { itemIndex, videos, options } = item;
		if (item.claim !== undefined && !isClaimed) {
			return isWritten
				? keySubmittedBeforeError(context, itemIndex, item.claim)
				: operationError(context, submittingMessages.unclaimable, itemIndex);
		}
		const limit = options.maxVideos;
		if (item.isReserved !== true && !run.reserve(videos, limit)) {
			return limitError(context, { limit, run, itemIndex });
		}
		item.isReserved = true;
		return undefined;
	}

	/** Sends one item until its end is known, or the batch has ended. */
	private async submit(entered: Entered): Promise<void> {
		const { context, clock } = this.options;
		const { item } = entered;
		const { itemIndex } = item;
		for (let tries = 1; ; tries++) {
			const sent = await this.limiter.send(
				{ caller: this, signal: this.over },
				async () => await this.post(item),
				answerOf,
			);
			if (sent === undefined) return await this.release(entered);
			if ('unsent' in sent) {
				await this.release(entered);
				return this.fail(itemIndex, toNodeFailure(context, itemIndex, sent.unsent));
			}
			if (sent.ok) return this.accept(entered, sent.value);
			const { fault } = sent;
			if (fault.unreached !== true) this.answeredAt = clock.now();
			const consequence = CONSEQUENCES[fault.verdict].submission;
			if (consequence === 'inDoubt') return this.doubt(entered, fault);
			const tried = consequence === 'again' ? this.triedFor(fault) : undefined;
			if (tried !== undefined && tried.leftMs > 0) {
				// The limiter delays what was too fast; what found no service waits on its own.
				if (fault.verdict === 'tooMany') continue;
				await clock.sleep(Math.min(tried.leftMs, backoff(tries, Math.random)), this.over);
				continue;
			}
			await this.release(entered);
			if (consequence !== 'fails') this.endBatch({ item: itemIndex, fault });
			const failure =
				tried === undefined
					? faultError(context, itemIndex, fault)
					: givenUpError(context, itemIndex, fault, tried.forMs);
			return this.fail(itemIndex, failure);
		}
	}

	private async post({ recheck, request }: PendingItem): Promise<Sent> {
		try {
			recheck?.();
			return await this.options.connected.api.submit(request);
		} catch (unsent) {
			return { unsent };
		}
	}

	/** How long nothing was accepted while this batch tried, and for how much longer it does. */
	private triedFor(fault: Fault): { forMs: number; leftMs: number } {
		const now = this.options.clock.now();
		const kind = fault.verdict === 'tooMany' ? 'tooMany' : 'unavailable';
		const isUnreached = fault.unreached === true;
		const begin = isUnreached ? this.answeredAt : this.startedAt;
		const forMs = now - Math.max(begin, this.limiter.refusedSince(kind) ?? now);
		return { forMs, leftMs: PATIENCE_MS[isUnreached ? 'unreached' : kind] - forMs };
	}

	/** Writes down at once, since from now on the task id must not get lost. */
	private accept({ item, end }: Entered, taskId: string): void {
		const { run, outcomes, hints, pending } = this.options;
		const { itemIndex, itemKey, ordered, asked, claim } = item;
		const json: IDataObject = { task_id: taskId, ...ordered };
		item.isReserved = false;
		end({ taskId, asked });
		run.note(itemKey, { ...identityOf(item), json });
		outcomes.set(itemIndex, json);
		this.log.accepted(itemIndex, taskId, claim);
		hints.ordered(item);
		this.accepted++;
		if (pending.length <= AT_A_TIME) return;
		const message = `${this.accepted} of ${pending.length} items were submitted.`;
		this.progress.send(message, { atOnce: false });
	}

	/** From now on only a new execution, or another key, has it sent again. */
	private doubt({ item, end }: Entered, doubt: Fault): void {
		const { context, run } = this.options;
		const { itemIndex, itemKey } = item;
		item.isReserved = false;
		end({ doubt });
		run.note(itemKey, { ...identityOf(item), doubt });
		this.log.inDoubt(itemIndex);
		this.fail(itemIndex, doubtError(context, itemIndex, doubt));
	}

	/** Takes back what was noted of an item that was surely not accepted. */
	private async release({ item, isClaimed }: Entered): Promise<void> {
		const { context, run, clock } = this.options;
		if (item.isReserved === true) run.giveBack(item.videos);
		item.isReserved = false;
		if (!isClaimed || item.claim === undefined) return;
		// A claim that stays costs a person's look.
		await unclaim(context, item.claim, clock).catch((cause) => this.log.notWritten(cause));
	}

	private fail(itemIndex: number, failure: NodeFailure): void {
		const { context, outcomes } = this.options;
		outcomes.set(itemIndex, failure);
		if (!context.continueOnFail()) this.batchEnd.abort();
	}

	private endBatch(ending: { item: number; fault: Fault }): void {
		this.ending ??= ending;
		this.batchEnd.abort();
	}

	/** What holds for all is said of each item that was not sent for it. */
	private async failRest(): Promise<void> {
		const { context, pending, outcomes } = this.options;
		const { ending } = this;
		if (ending === undefined || !context.continueOnFail()) return;
		await inTurns(pending, ({ itemIndex }) => {
			if (outcomes.has(itemIndex)) return;
			outcomes.set(itemIndex, batchEndedError(context, itemIndex, ending.item, ending.fault));
		});
	}
}

/** By which a run knows an item again. */
function identityOf({ base, digest, claim }: PendingItem): Remembered {
	return { base, request: digest, ...(claim === undefined ? {} : { claim }) };
}

/** Tells the limiter what an answer says of the account's limits, and of the service. */
function answerOf(sent: Sent): Answer {
	if ('unsent' in sent) return { kind: 'unsent' };
	if (sent.ok) return { kind: 'accepted' };
	const { verdict, retryAfterMs } = sent.fault;
	const kind = verdict === 'tooMany' || verdict === 'unavailable' ? verdict : 'other';
	return { kind, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
