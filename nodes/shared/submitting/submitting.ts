import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../api/fault';
import { CONSEQUENCES } from '../api/verdict';
import { limitsOf, type ApiResult } from '../api/highwayApiClient';
import { formatMessage, formatText } from '../message';
import { submitLimiter } from '../n8n/accountLimiters';
import type { ConnectedApi } from '../n8n/connect';
import { faultError, operationError, toNodeFailure, type NodeFailure } from '../n8n/itemError';
import { inTurns } from '../n8n/runContext';
import { backoff, type Clock } from '../waiting/clock';
import type { Answer, RateLimiter } from '../waiting/rateLimiter';
import { AcceptanceLog } from './acceptanceLog';
import { Claims } from './payOnce';
import { enterSubmission, findSubmission, type Known } from './processMemory';
import type { Remembered, RunMemory } from './runMemory';
import { doubtError, limitError, type Outcome } from './submitErrors';
import type { SubmitHints } from './submitHints';
import type { CheckedItem } from './submitOptions';
import { submittingAdditions, submittingMessages } from './submittingMessages';

/** One item that is to be submitted. */
export interface PendingItem extends CheckedItem {
	itemIndex: number;
	/** Names it in its run, which knows it again by its identity. */
	itemKey: string;
	identity: Remembered;
	/** Names it in this process: by its pay-once key, or else by its run and `itemKey`. */
	key: string;
	/** Digest of what it asks for, without its images. */
	asked: string;
	/** Whether its videos count already, and are given back unless it is accepted. */
	isReserved: boolean;
	isClaimed: boolean;
	/** Ends its entry in the memory of the process. */
	end: (known?: Known) => void;
}

/** How many requests of a run are open at a time, and how many of its items are claimed together. */
const AT_A_TIME = 5;

/** How long is tried again while nothing is accepted. */
const PATIENCE = {
	tooMany: { ms: 35 * 60_000, time: '35 minutes' },
	unavailable: { ms: 15 * 60_000, time: '15 minutes' },
	unreached: { ms: 10_000, time: '10 seconds' },
};

/** What a request brought: an answer, or why it could not be sent after all. */
type Sent = ApiResult<string> | { unsent: unknown };

/** What the items of a run have in common. */
export interface Batch {
	context: IExecuteFunctions;
	run: RunMemory;
	/** What becomes of each item; nothing where something else ended the batch. */
	outcomes: Map<number, Outcome>;
	hints: SubmitHints;
	clock: Clock;
}

/**
 * The submissions of one run, five at a time: while they are open, the next five are claimed. Waiting for
 * another execution's answer takes no place among them, and no permit. What is open when the batch ends is
 * waited for: it may have been accepted, and then its task id has to be known.
 */
export class Submitting {
	private readonly log: AcceptanceLog;
	private readonly claims: Claims;
	private readonly limiter: RateLimiter;
	private readonly batchEnd = new AbortController();
	/** When the batch has ended, or the execution was stopped. */
	private readonly over: AbortSignal;
	private readonly isOver: Promise<undefined>;
	private readonly open = new Set<Promise<void>>();
	private readonly followers: Array<Promise<void>> = [];
	private readonly startedAt: number;
	/** When a server answered last, whatever it said. */
	private answeredAt: number;
	/** The item whose fault holds for all others, too. */
	private ending: { item: number; fault: Fault } | undefined;

	constructor(
		private readonly batch: Batch,
		private readonly connected: ConnectedApi,
		path: string,
	) {
		const { context, clock } = batch;
		this.log = new AcceptanceLog(context);
		this.claims = new Claims(context, clock, this.log);
		this.limiter = submitLimiter(connected, path, clock);
		this.startedAt = this.answeredAt = clock.now();
		const stop = context.getExecutionCancelSignal();
		this.over = AbortSignal.any([this.batchEnd.signal, ...(stop ? [stop] : [])]);
		this.isOver = new Promise((resolve) => {
			this.over.addEventListener('abort', () => resolve(undefined), { once: true });
		});
	}

	/** Submits items, each at most once as far as the service may have accepted it. */
	async submitAll(pending: readonly PendingItem[]): Promise<void> {
		let group: PendingItem[] = [];
		await inTurns(pending, async (item) => {
			if (this.over.aborted) return;
			if (findSubmission(item.key) !== undefined) {
				this.followers.push(this.safely(item, this.follow(item)));
				return;
			}
			item.end = enterSubmission(item.key);
			if (group.push(item) < AT_A_TIME) return;
			await this.begin(group);
			group = [];
		});
		await this.begin(group);
		await Promise.all(this.followers);
		await Promise.all(this.open);
		const { context, outcomes } = this.batch;
		const { ending } = this;
		if (ending === undefined || !context.continueOnFail()) return;
		await inTurns(pending, ({ itemIndex }) => {
			if (outcomes.has(itemIndex)) return;
			const message = formatMessage(submittingMessages.batchEnded, { ...ending.fault, ...ending });
			outcomes.set(itemIndex, operationError(context, message, itemIndex));
		});
	}

	/** Never rejects: a slip of this package must not end n8n. */
	private async safely({ itemIndex }: PendingItem, work: Promise<void>): Promise<void> {
		await work.catch((cause) =>
			this.fail(itemIndex, toNodeFailure(this.batch.context, itemIndex, cause)),
		);
	}

	/** Returns the task of another item or execution, once that is known, or submits the item in its place. */
	private async follow(item: PendingItem): Promise<void> {
		while (!this.over.aborted) {
			const other = findSubmission(item.key);
			if (other === undefined) {
				item.end = enterSubmission(item.key);
				return await this.begin([item]);
			}
			const known = await Promise.race([other, this.isOver]);
			if (known !== undefined) return this.adopt(item, known);
		}
	}

	private adopt(item: PendingItem, known: Known): void {
		if ('doubt' in known) return this.doubt(item, known.doubt);
		const json: IDataObject = { task_id: known.taskId, already_submitted: true };
		this.batch.hints.counts.knownBefore++;
		if (known.asked !== item.asked) {
			json.request_changed = true;
			this.batch.hints.counts.changed++;
			this.log.requestChanged(item.itemIndex, known.taskId);
		}
		this.note(item, json);
	}

	/** Claims a few items, and resolves once all that may be sent have a place. */
	private async begin(group: PendingItem[]): Promise<void> {
		for (const item of await this.claim(group)) {
			while (this.open.size >= AT_A_TIME) await Promise.race(this.open);
			const sent = this.safely(item, this.submit(item).finally(item.end));
			this.open.add(sent);
			void sent.then(() => this.open.delete(sent));
		}
	}

	/** @returns those that may be sent: their claims are new, and the limit allows their videos */
	private async claim(group: PendingItem[]): Promise<PendingItem[]> {
		const claims = this.over.aborted ? [] : group.flatMap(({ identity }) => identity.claim ?? []);
		const fresh = await this.claims.claim(claims);
		const granted: PendingItem[] = [];
		for (const item of group) {
			item.isClaimed = fresh?.has(item.identity.claim) === true;
			const refusal = this.over.aborted ? undefined : this.refusal(item, fresh !== undefined);
			if (refusal === undefined && !this.over.aborted) granted.push(item);
			else await this.release(item, refusal);
		}
		return granted;
	}

	/** @param isWritten whether n8n has taken the claims */
	private refusal(item: PendingItem, isWritten: boolean): NodeFailure | undefined {
		const { context, run } = this.batch;
		const { itemIndex, identity, options } = item;
		const { claim } = identity;
		if (claim !== undefined && !item.isClaimed) {
			const { keySubmittedBefore, unclaimable } = submittingMessages;
			const message = isWritten ? formatMessage(keySubmittedBefore, { claim }) : unclaimable;
			return operationError(context, message, itemIndex);
		}
		item.isReserved ||= run.reserve(item.videos, options.maxVideos);
		return item.isReserved ? undefined : limitError(context, run, options.maxVideos, { itemIndex });
	}

	/** Sends one item until its end is known, or the batch has ended. */
	private async submit(item: PendingItem): Promise<void> {
		const { context, clock } = this.batch;
		const { itemIndex } = item;
		for (let tries = 1; ; tries++) {
			const turn = { caller: this, signal: this.over };
			const sent = await this.limiter.send(turn, async () => await this.post(item), answerOf);
			if (sent === undefined) return await this.release(item);
			if ('unsent' in sent) {
				return await this.release(item, toNodeFailure(context, itemIndex, sent.unsent));
			}
			if (sent.ok) return this.accept(item, sent.value);
			const { fault } = sent;
			if (fault.unreached !== true) this.answeredAt = clock.now();
			const consequence = CONSEQUENCES[fault.verdict].submission;
			if (consequence === 'inDoubt') {
				this.log.inDoubt(itemIndex);
				return this.doubt(item, fault);
			}
			const { leftMs, time } = this.patience(fault);
			if (consequence === 'again' && leftMs > 0) {
				// The limiter delays what was too fast; what found no service waits on its own.
				if (fault.verdict === 'tooMany') continue;
				await clock.sleep(Math.min(leftMs, backoff(tries, Math.random)), this.over);
				continue;
			}
			if (consequence !== 'fails') {
				this.ending ??= { item: itemIndex, fault };
				this.batchEnd.abort();
			}
			const tried =
				consequence === 'again' ? formatText(submittingAdditions.givenUp, { time }) : '';
			const advice = `${fault.advice} ${tried}`.trim();
			return await this.release(item, faultError(context, itemIndex, { ...fault, advice }));
		}
	}

	private async post({ recheck, request }: PendingItem): Promise<Sent> {
		try {
			recheck?.();
			return await this.connected.api.submit(request);
		} catch (unsent) {
			return { unsent };
		}
	}

	/** For how much longer this batch tries where nothing is accepted, and how long it does in all. */
	private patience({ verdict, unreached }: Fault): { leftMs: number; time: string } {
		const now = this.batch.clock.now();
		const kind = verdict === 'tooMany' ? 'tooMany' : 'unavailable';
		const begin = unreached === true ? this.answeredAt : this.startedAt;
		const since = Math.max(begin, this.limiter.refusedSince(kind) ?? now);
		const { ms, time } = PATIENCE[unreached === true ? 'unreached' : kind];
		return { leftMs: since + ms - now, time };
	}

	/** Writes down at once, since from now on the task id must not get lost. */
	private accept(item: PendingItem, taskId: string): void {
		item.isReserved = false;
		item.end({ taskId, asked: item.asked });
		this.note(item, { task_id: taskId, ...item.ordered });
		this.log.accepted(item.itemIndex, taskId, item.identity.claim);
		this.batch.hints.ordered(item);
	}

	private note({ itemIndex, itemKey, identity }: PendingItem, json: IDataObject): void {
		this.batch.run.note(itemKey, { ...identity, json });
		this.batch.outcomes.set(itemIndex, json);
	}

	/** From now on only a new execution, or another key, has it sent again. */
	private doubt(item: PendingItem, doubt: Fault): void {
		const { itemIndex, itemKey, identity } = item;
		item.isReserved = false;
		item.end({ doubt });
		this.batch.run.note(itemKey, { ...identity, doubt });
		this.fail(itemIndex, doubtError(this.batch.context, itemIndex, doubt));
	}

	/** Takes back what was noted of an item that was surely not accepted. */
	private async release(item: PendingItem, failure?: NodeFailure): Promise<void> {
		if (item.isReserved) this.batch.run.giveBack(item.videos);
		item.isReserved = false;
		if (item.isClaimed) await this.claims.release(item.identity.claim ?? '');
		item.end();
		if (failure !== undefined) this.fail(item.itemIndex, failure);
	}

	private fail(itemIndex: number, failure: NodeFailure): void {
		this.batch.outcomes.set(itemIndex, failure);
		if (!this.batch.context.continueOnFail()) this.batchEnd.abort();
	}
}

/** Tells the limiter what an answer says of the account's limits, and of the service. */
function answerOf(sent: Sent): Answer {
	return 'unsent' in sent ? { kind: 'unsent' } : limitsOf(sent);
}
