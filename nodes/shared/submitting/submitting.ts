import type { IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../api/fault';
import { CONSEQUENCES } from '../api/verdict';
import { limitsOf } from '../api/highwayApiClient';
import { formatMessage, formatText } from '../message';
import { submitLimiter } from '../n8n/accountLimiters';
import type { ConnectedApi } from '../n8n/connect';
import { apiError, operationError, toNodeFailure, type NodeFailure } from '../n8n/itemError';
import { inTurns } from '../n8n/runContext';
import { backoff, type Clock, onAbort } from '../waiting/clock';
import { AcceptanceLog } from './acceptanceLog';
import { Claims } from './payOnce';
import { haveOtherSettings } from './digest';
import { enterSubmission, findSubmission } from './processMemory';
import type { RunMemory, Submission } from './runMemory';
import { doubtError, type Outcome } from './submitErrors';
import type { CheckedItem } from './submitOptions';
import { submittingLog, submittingMessages } from './submittingMessages';

/** An item to submit. */
export interface PendingItem extends CheckedItem {
	itemIndex: number;
	/** Identifies the item in its run. */
	itemKey: string;
	/** Identifies the item in this process: by its pay-once key, or else by its run and `itemKey`. */
	processKey: string;
	submission: Submission;
	/** Whether its videos count towards the spending limit, and are given back unless it is accepted. */
	isReserved: boolean;
	/** Whether this batch has claimed its pay-once key. */
	isClaimed: boolean;
	/** Ends its entry in `processMemory.ts`, if it has one. */
	end: (submission?: Submission) => void;
}

/** How many POSTs of a run are open at a time, and how many of its items are claimed by one call. */
const AT_A_TIME = 5;

/** How long a POST is repeated while nothing is accepted, in milliseconds. */
const PATIENCE_MS = { tooMany: 35 * 60_000, unavailable: 15 * 60_000, unreached: 10_000 };

/**
 * The submissions of one run, five at a time: while they are open, the next five are claimed. Waiting for
 * another execution's answer takes no place among them, and no permit. What is open when the batch ends is
 * waited for: it may have been accepted, and then its task id has to be known.
 */
export class Batch {
	/** By item index. An item that another one's failure kept from being sent has none. */
	readonly outcomes = new Map<number, Outcome>();
	readonly accepted: PendingItem[] = [];
	/** How many items get an earlier task: one of the same request, or of another. */
	readonly earlier = { same: 0, changed: 0 };
	private readonly log: AcceptanceLog;
	private readonly claims: Claims;
	private readonly batchEnd = new AbortController();
	/** When the batch has ended, or the execution was stopped. */
	private readonly over: AbortSignal;
	private readonly isOver: Promise<undefined>;
	/** Items that are being submitted. None of these promises rejects, nor do those below. */
	private readonly open = new Set<Promise<void>>();
	/** Items that wait for the submission of another one. */
	private readonly followers: Array<Promise<void>> = [];
	private readonly startedAt: number;
	/** Why the batch was ended, for all items without an outcome. */
	private ending: NodeFailure | undefined;

	constructor(
		readonly context: IExecuteFunctions,
		readonly run: RunMemory,
		private readonly connected: ConnectedApi,
		private readonly clock: Clock,
	) {
		this.log = new AcceptanceLog(context);
		this.claims = new Claims(context, clock, this.log);
		this.startedAt = clock.now();
		const stop = context.getExecutionCancelSignal();
		this.over = AbortSignal.any([this.batchEnd.signal, ...(stop ? [stop] : [])]);
		this.isOver = new Promise((resolve) => onAbort(this.over, () => resolve(undefined)));
	}

	/**
	 * Submits the items, none again that the service may have accepted. Items without a pay-once key are
	 * reserved first. An item with one is reserved once its claim shows that it is new, and one that this
	 * process knows or has under way, once it turns out to be needed.
	 */
	async submitAll(pending: readonly PendingItem[]): Promise<void> {
		const unkeyed = pending.filter(
			({ submission, processKey }) =>
				submission.claim === undefined && findSubmission(processKey) === undefined,
		);
		const refusal = this.reserve(unkeyed);
		if (refusal !== undefined) this.endBatch(refusal);
		let group: PendingItem[] = [];
		await inTurns(pending, async (item) => {
			if (this.over.aborted) return;
			if (findSubmission(item.processKey) !== undefined) {
				this.followers.push(this.safely(item, this.follow(item)));
				return;
			}
			item.end = enterSubmission(item.processKey);
			if (group.push(item) < AT_A_TIME) return;
			await this.begin(group);
			group = [];
		});
		await this.begin(group);
		await Promise.all(this.followers);
		await Promise.all(this.open);
		await inTurns(pending, ({ itemIndex, isReserved, videos, end }) => {
			end();
			if (isReserved) this.run.stored.videos -= videos;
			if (this.outcomes.has(itemIndex) || this.ending === undefined) return;
			this.outcomes.set(itemIndex, this.ending);
		});
	}

	/** Sends no further item. @param failure of all that have no outcome: spending limit, key or balance */
	private endBatch(failure: NodeFailure): void {
		this.ending ??= failure;
		this.batchEnd.abort();
	}

	/** Reserves the videos of items, if the lowest of their limits allows it. @returns why it does not */
	private reserve(items: readonly PendingItem[], itemIndex?: number): NodeFailure | undefined {
		const { context, run } = this;
		const wanted = items.reduce((sum, { videos }) => sum + videos, 0);
		const limit = items.reduce((lowest, { maxVideos }) => Math.min(lowest, maxVideos), Infinity);
		const made = run.stored.videos;
		if (made + wanted > limit) {
			const values = { videos: videosOf(wanted), limit, made };
			return operationError(context, formatMessage(submittingMessages.limit, values), itemIndex);
		}
		run.stored.videos += wanted;
		for (const item of items) item.isReserved = true;
		return undefined;
	}

	/** Never rejects: an unhandled rejection would end the n8n process. */
	private async safely(item: PendingItem, work: Promise<void>): Promise<void> {
		const { context } = this;
		await work.catch((cause) => this.fail(item, toNodeFailure(context, item.itemIndex, cause)));
	}

	/** Adopts the task of an equal item or another execution, or submits the item if that got none. */
	private async follow(item: PendingItem): Promise<void> {
		while (!this.over.aborted) {
			const other = findSubmission(item.processKey);
			if (other === undefined) {
				item.end = enterSubmission(item.processKey);
				return await this.begin([item]);
			}
			const known = await Promise.race([other, this.isOver]);
			if (known !== undefined) return this.adopt(item, known);
		}
	}

	/** Gives an item the task of an earlier submission, or its doubt. */
	private adopt(item: PendingItem, { request, json, doubt }: Submission): void {
		if (doubt !== undefined) return this.doubt(item, doubt);
		const taskId = String(json?.task_id);
		const isChanged = haveOtherSettings(request, item.submission.request);
		const changed = isChanged ? { request_changed: true } : {};
		this.earlier[isChanged ? 'changed' : 'same']++;
		const line = formatText(submittingLog.changed, { taskId });
		if (isChanged) this.log.write('warn', line, item.itemIndex);
		this.note(item, { json: { task_id: taskId, already_submitted: true, ...changed } });
	}

	/** Claims a few items, and resolves once all that may be sent are open. */
	private async begin(group: PendingItem[]): Promise<void> {
		const claims = group.flatMap(({ submission }) => submission.claim ?? []);
		const fresh = await this.claims.claim(this.over.aborted ? [] : claims);
		const granted: PendingItem[] = [];
		for (const item of group) {
			item.isClaimed = fresh?.has(item.submission.claim) === true;
			const refusal = this.over.aborted ? undefined : this.refusal(item, fresh);
			if (refusal === undefined && !this.over.aborted) granted.push(item);
			else await this.release(item, refusal);
		}
		for (const item of granted) {
			while (this.open.size >= AT_A_TIME) await Promise.race(this.open);
			const sent = this.safely(item, this.submit(item));
			this.open.add(sent);
			void sent.then(() => this.open.delete(sent));
		}
	}

	/** Why an item is not sent. @param fresh the claims that are new; `undefined` where n8n failed */
	private refusal(item: PendingItem, fresh?: ReadonlySet<unknown>): NodeFailure | undefined {
		const { claim } = item.submission;
		if (claim !== undefined && !item.isClaimed) {
			const { keySubmittedBefore, unclaimable } = submittingMessages;
			const message = fresh ? formatMessage(keySubmittedBefore, { claim }) : unclaimable;
			return operationError(this.context, message, item.itemIndex);
		}
		return item.isReserved ? undefined : this.reserve([item], item.itemIndex);
	}

	/** Sends one item, again after a fault that allows it, until its end is known or the batch has ended. */
	private async submit(item: PendingItem): Promise<void> {
		const { context, clock, connected } = this;
		const { itemIndex, recheck, request } = item;
		const limiter = submitLimiter(connected, request.path, clock);
		const post = async () => {
			recheck?.();
			return await connected.api.submit(request);
		};
		let unreachedSince: number | undefined;
		for (let tries = 1; ; tries++) {
			const sent = await limiter
				.send({ caller: this, signal: this.over }, post, limitsOf)
				.catch((cause) => toNodeFailure(context, itemIndex, cause));
			// Nothing was sent: the batch has ended, or a file has changed, or a link has expired.
			if (sent === undefined || sent instanceof Error) return await this.release(item, sent);
			if (sent.ok) return this.accept(item, sent.value);
			const { fault } = sent;
			const consequence = CONSEQUENCES[fault.verdict].submission;
			if (consequence === 'inDoubt') return this.doubt(item, fault);
			const now = clock.now();
			const kind = fault.verdict === 'tooMany' ? 'tooMany' : 'unavailable';
			const refusedSince = Math.max(this.startedAt, limiter.refusedSince(kind) ?? now);
			unreachedSince = fault.unreached === true ? (unreachedSince ?? now) : undefined;
			const patienceMs = PATIENCE_MS[unreachedSince === undefined ? kind : 'unreached'];
			const leftMs = (unreachedSince ?? refusedSince) + patienceMs - now;
			if (consequence === 'again' && leftMs > 0) {
				// After a 429 the limiter delays the next try; a service that was not available is waited for here.
				const pauseMs = kind === 'tooMany' ? 0 : Math.min(leftMs, backoff(tries, Math.random));
				await clock.sleep(pauseMs, this.over);
				continue;
			}
			const failure = apiError(context, itemIndex, fault);
			if (consequence !== 'fails') this.endBatch(failure);
			return await this.release(item, failure);
		}
	}

	private accept(item: PendingItem, taskId: string): void {
		item.isReserved = false;
		this.note(item, { json: { task_id: taskId, ...item.ordered } });
		this.log.accepted(item.itemIndex, taskId, item.submission.claim);
		this.accepted.push(item);
	}

	/** From now on only a new execution, or another key, sends the item again. */
	private doubt(item: PendingItem, doubt: Fault): void {
		item.isReserved = false;
		this.log.write('warn', submittingLog.inDoubt, item.itemIndex);
		this.note(item, { doubt });
		this.fail(item, doubtError(this.context, item.itemIndex, doubt));
	}

	/** Records an item at once: from now on its task id must not get lost, nor may it be sent again. */
	private note(item: PendingItem, became: Pick<Submission, 'json' | 'doubt'>): void {
		const submission = { ...item.submission, ...became };
		this.run.stored.items[item.itemKey] = submission;
		item.end(submission);
		if (submission.json !== undefined) this.outcomes.set(item.itemIndex, submission.json);
	}

	/** Takes back reservation, claim and entry of an item that was surely not accepted. */
	private async release(item: PendingItem, failure?: NodeFailure): Promise<void> {
		if (item.isReserved) this.run.stored.videos -= item.videos;
		item.isReserved = false;
		if (item.isClaimed) await this.claims.release(item.submission.claim ?? '');
		item.end();
		if (failure !== undefined) this.fail(item, failure);
	}

	private fail({ itemIndex }: PendingItem, failure: NodeFailure): void {
		this.outcomes.set(itemIndex, failure);
		if (!this.context.continueOnFail()) this.batchEnd.abort();
	}
}

export function videosOf(count: number): string {
	return count === 1 ? '1 video' : `${count} videos`;
}
