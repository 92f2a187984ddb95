import { randomUUID } from 'node:crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../api/fault';
import { isTool, runOf } from '../n8n/runContext';
import { digestOf } from './digest';

/** What a run knows of one of its items that was or may have been accepted. */
export interface Remembered {
	/** Digests of the base URL (another service knows nothing of it), the request and its pay-once key. */
	base: string | undefined;
	request: string;
	claim: string | undefined;
	/** The JSON of its output item, or how it ended where it only may have been accepted. */
	json?: IDataObject;
	doubt?: Fault;
}

interface Stored {
	/** A retry from the list of executions has a copy of it. */
	id: string;
	/** The run that used it last, as n8n counts runs. */
	run: string;
	hasReturned: boolean;
	items: Record<string, Remembered>;
	/** Of earlier runs in this execution, by the digest of the request. */
	doubts: Record<string, Remembered>;
	videos: number;
}

const CONTEXT_KEY = 'submissions';

/**
 * What this execution knows of its submissions, in the context of the node: n8n keeps that across the
 * tries of "Retry On Fail" and the runs of a loop, and copies it into a retry from the list of executions.
 *
 * A run that threw goes on where any other run begins: that is its retry. One that returned is over, and
 * forgotten when another begins, but for its doubts; n8n itself runs it again if its first item has failed. All
 * calls of a tool are one run.
 */
export class RunMemory {
	private readonly stored: Stored;
	private readonly counts = new Map<string, number>();

	constructor(context: IExecuteFunctions) {
		const run = isTool(context) ? 'tool' : runOf(context);
		const node = context.getContext('node');
		const nothing = { run, hasReturned: false, items: {}, doubts: {}, videos: 0 };
		const stored = (node[CONTEXT_KEY] ??= { id: randomUUID(), ...nothing }) as Stored;
		this.stored = stored;
		if (stored.run !== run && stored.hasReturned) {
			for (const item of Object.values(stored.items)) {
				if (item.doubt !== undefined) stored.doubts[item.request] = item;
			}
			stored.items = {};
			// Made of the one before, so that two retries of one execution know each other's later runs, too.
			stored.id = digestOf(stored.id);
		}
		stored.run = run;
		stored.hasReturned = false;
	}

	/** The run's own id, and the videos that this node has started in this execution, or may have. */
	get facts(): Readonly<Pick<Stored, 'id' | 'videos'>> {
		return this.stored;
	}

	/** Names the next item of this digest: equal items are told apart by their number. */
	keyOf(digest: string): string {
		const number = this.counts.get(digest) ?? 0;
		this.counts.set(digest, number + 1);
		return `${digest}/${number}`;
	}

	/**
	 * What is known of an item, or of an equal request that an earlier run has left in doubt.
	 *
	 * @param base digest of the base URL, where it is known
	 */
	find(itemKey: string, request: string, base: string | undefined): Remembered | undefined {
		const { items, doubts } = this.stored;
		return [items[itemKey], doubts[request]].find(
			(known) => known && (base === undefined || known.base === base),
		);
	}

	note(itemKey: string, remembered: Remembered): void {
		this.stored.items[itemKey] = remembered;
	}

	/** Counts videos before they are submitted. @returns whether the limit allows them */
	reserve(videos: number, limit: number): boolean {
		if (this.stored.videos + videos > limit) return false;
		this.stored.videos += videos;
		return true;
	}

	/** Takes back what was not submitted after all. */
	giveBack(videos: number): void {
		this.stored.videos -= videos;
	}

	returned(): void {
		this.stored.hasReturned = true;
	}
}
