import { randomUUID } from 'node:crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../api/fault';
import { isTool, runOf } from '../n8n/runContext';
import { digestOf } from './digest';

/** A submission that was or may have been accepted, as its execution and this process remember it. */
export interface Submission {
	/** Digests of the request and of its pay-once key. */
	request: string;
	claim: string | undefined;
	/** The JSON of its output item, or how it ended where it only may have been accepted. */
	json?: IDataObject;
	doubt?: Fault;
}

interface Stored {
	/** A retry from the list of executions has a copy of it. */
	id: string;
	/** The run that used it last, where that has returned. */
	returned?: string;
	/** By the item, or by the request where an earlier run has left it in doubt. */
	items: Record<string, Submission>;
	/** How many this node has started in this execution, or may have, or is about to. */
	videos: number;
}

/**
 * What this execution knows of its submissions, in the context of the node: n8n keeps that across the
 * tries of "Retry On Fail" and the runs of a loop, and copies it into a retry from the list of executions.
 *
 * A run that threw goes on where any other run begins: that is its retry. One that returned is over, and
 * forgotten when another begins, but for its doubts; n8n itself runs it again if its first item has failed. All
 * calls of a tool are one run.
 */
export class RunMemory {
	private readonly run: string;
	readonly stored: Stored;
	private readonly counts = new Map<string, number>();

	/** @param service digest of the base URL: another service knows nothing of this one's tasks */
	constructor(context: IExecuteFunctions, service: string) {
		this.run = isTool(context) ? 'tool' : runOf(context);
		const node = context.getContext('node');
		const nothing = { id: randomUUID(), items: {}, videos: 0 };
		const stored = (node[`submissions ${service}`] ??= nothing) as Stored;
		this.stored = stored;
		if (stored.returned !== undefined && stored.returned !== this.run) {
			const doubts = Object.values(stored.items).filter(({ doubt }) => doubt !== undefined);
			stored.items = Object.fromEntries(doubts.map((item) => [item.request, item]));
			// Made of the one before, so that two retries of one execution know each other's later runs, too.
			stored.id = digestOf(stored.id);
		}
		delete stored.returned;
	}

	/** Names the next item of this digest: equal items are told apart by their number. */
	keyOf(digest: string): string {
		const number = this.counts.get(digest) ?? 0;
		this.counts.set(digest, number + 1);
		return `${digest}/${number}`;
	}

	/** What is known of an item, or of an equal request that an earlier run has left in doubt. */
	find(itemKey: string, request: string): Submission | undefined {
		const { items } = this.stored;
		return items[itemKey] ?? items[request];
	}

	returned(): void {
		this.stored.returned = this.run;
	}
}
