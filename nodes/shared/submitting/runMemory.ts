import type { IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../api/fault';
import { isTool } from '../n8n/runContext';
import { NONE_DELIVERED, withDelivered, type Delivered } from './occurrences';

/** One submission of this execution, or of one that it retries. */
export interface SubmissionRecord {
	state: 'accepted' | 'unsure';
	/** Keys by which it is found again, whichever of the two has changed since. */
	item: string;
	request: string;
	taskId?: string;
	fault?: Fault;
	/** How many times a person had let it go out once more. */
	generation: number;
	/** The run that handed it on. */
	deliveredBy?: string;
}

interface Stored {
	/** The latest submission under each subject. */
	records: Record<string, SubmissionRecord>;
	/** Occurrences that were returned, by digest. */
	delivered: Record<string, Delivered>;
	/** The run that changed `delivered` last, and what it was before. */
	run?: { id: string; before: Record<string, Delivered> };
	/** Videos of all that was or may have been accepted. */
	videos: number;
}

/** What is delivered, so that a later run counts it as done. */
export interface Delivery {
	subject: string;
	/** Digest and occurrence, of the item and of the request. */
	occurrences: ReadonlyArray<readonly [digest: string, occurrence: number]>;
}

const CONTEXT_KEY = 'submissions';

/** How many records of tool calls are kept: each call is a run of its own that forgets nothing. */
const MAX_RECORDS_OF_TOOL = 1000;

/**
 * What this execution knows of its submissions, in the context of the node: n8n keeps that across the
 * tries of "Retry On Fail", across the runs of a loop, and copies it into a retry from the list of
 * executions.
 *
 * Runs are told apart by what they have returned, not by n8n's number of runs, which a retry counts
 * on from where it likes. A run that n8n tries again starts from what it found at first. Tool calls of
 * one execution can run at the same time, so all of this changes the one object in place.
 */
export class RunMemory {
	private readonly stored: Stored;
	private readonly runId: string;
	private readonly isTool: boolean;

	constructor(context: IExecuteFunctions) {
		this.isTool = isTool(context);
		// A retry of an agent's execution starts again from its first call, other retries continue.
		const executionId = String(context.getExecutionId());
		this.runId = this.isTool ? executionId : `${executionId} ${runIndexOf(context)}`;
		const node = context.getContext('node') as Record<string, unknown>;
		const stored = (node[CONTEXT_KEY] ??= { records: {}, delivered: {}, videos: 0 }) as Stored;
		this.stored = stored;
		if (this.isTool) this.startCall();
		else this.startRun();
	}

	get videos(): number {
		return this.stored.videos;
	}

	/** Counts videos before they are submitted, so that calls at the same time see each other's. */
	reserve(videos: number): void {
		this.stored.videos += videos;
	}

	/** Takes back what was not submitted after all. */
	giveBack(videos: number): void {
		this.stored.videos -= videos;
	}

	delivered(digest: string): Delivered {
		return this.stored.delivered[digest] ?? NONE_DELIVERED;
	}

	record(subject: string): SubmissionRecord | undefined {
		return this.stored.records[subject];
	}

	/** All records: what an item or its request is now may have changed since. */
	get records(): ReadonlyArray<SubmissionRecord & { subject: string }> {
		return Object.entries(this.stored.records).map(([subject, record]) => ({ subject, ...record }));
	}

	note(subject: string, record: SubmissionRecord): void {
		this.stored.records[subject] = record;
		if (!this.isTool) return;
		const subjects = Object.keys(this.stored.records);
		for (const old of subjects.slice(0, -MAX_RECORDS_OF_TOOL)) delete this.stored.records[old];
	}

	/** Notes what the node returns. */
	deliver(deliveries: readonly Delivery[]): void {
		const { delivered, records, run } = this.stored;
		for (const { subject, occurrences } of deliveries) {
			for (const [digest, occurrence] of occurrences) {
				if (run !== undefined) run.before[digest] ??= this.delivered(digest);
				delivered[digest] = withDelivered(this.delivered(digest), occurrence);
			}
			const record = records[subject];
			if (record !== undefined) record.deliveredBy = this.runId;
		}
	}

	private startRun(): void {
		const { stored, runId } = this;
		if (stored.run?.id === runId) {
			Object.assign(stored.delivered, stored.run.before);
			return;
		}
		stored.run = { id: runId, before: {} };
		for (const [subject, { deliveredBy, state }] of Object.entries(stored.records)) {
			if (state === 'accepted' && deliveredBy !== undefined) delete stored.records[subject];
		}
	}

	private startCall(): void {
		const { stored, runId } = this;
		if (stored.run?.id === runId) return;
		stored.run = { id: runId, before: {} };
		stored.delivered = {};
	}
}

function runIndexOf(context: IExecuteFunctions): number {
	return context.getWorkflowDataProxy(0).$runIndex as number;
}
