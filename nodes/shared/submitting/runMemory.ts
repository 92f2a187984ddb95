import { randomUUID } from 'node:crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../api/fault';
import { isTool, runOf } from '../n8n/runContext';
import { digestOf } from './digest';

/** An item that was or may have been accepted, as its execution and this process remember it. */
export interface Submission {
	/** Digests of its request and of its pay-once key. */
	request: string;
	claim: string | undefined;
	/** The JSON of its output item, where it was accepted. */
	json?: IDataObject;
	/** How its POST ended, where it may have been accepted. */
	doubt?: Fault;
}

interface Stored {
	/** Names the run. A retry from the list of executions has a copy. */
	id: string;
	/** The run that used this last, once it has returned. */
	returned?: string;
	/** By item key, or by digest of the request where an earlier run left it in doubt. */
	items: Record<string, Submission>;
	/** How many videos this node has started in this execution, may have started, or has reserved. */
	videos: number;
}

/**
 * What this execution knows of its submissions, in the context of the node: n8n keeps that across the
 * tries of "Retry On Fail" and the runs of a loop, and copies it into a retry from the list of executions.
 *
 * A run that threw is continued by the next one, which is its retry. A run that returned is forgotten when
 * another begins, except for its doubts; the same run may begin again, since "Retry On Fail" repeats one whose
 * first item failed. All calls of a tool are one run.
 */
export class RunMemory {
	private readonly run: string;
	readonly stored: Stored;
	private readonly counts = new Map<string, number>();

	/** @param service digest of the base URL: tasks of another service don't count */
	constructor(context: IExecuteFunctions, service: string) {
		this.run = isTool(context) ? 'tool' : runOf(context);
		const node = context.getContext('node');
		const nothing = { id: randomUUID(), items: {}, videos: 0 };
		const stored = (node[`submissions ${service}`] ??= nothing) as Stored;
		this.stored = stored;
		if (stored.returned !== undefined && stored.returned !== this.run) {
			const doubts = Object.values(stored.items).filter(({ doubt }) => doubt !== undefined);
			stored.items = Object.fromEntries(doubts.map((item) => [item.request, item]));
			// Derived, not random: two retries of one execution get the same ids for their later runs.
			stored.id = digestOf(stored.id);
		}
		delete stored.returned;
	}

	/** The item key of the next item with this digest: equal items are numbered. */
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

	/** Notes that the run has returned its items. */
	returned(): void {
		this.stored.returned = this.run;
	}
}
