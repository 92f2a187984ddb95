import { isOpen, nextState, type ClaimEvent, type ClaimState } from './claimState';

/** Enough for all that executions of one process have to do with each other, and a few megabytes. */
const MAX_ENTRIES = 10_000;

/** Where and when something was submitted, as far as it is known. */
export interface SubmissionOrigin {
	executionId?: string;
	/** Milliseconds since 1970. */
	at?: number;
}

/** One submission that this process has to do with, under all its keys. */
export interface ProcessEntry extends SubmissionOrigin {
	readonly keys: readonly string[];
	state: ClaimState;
	taskId?: string;
	/** Resolves when it is no longer under way. */
	readonly ended: Promise<void>;
	end: () => void;
}

/**
 * Submissions of this process that are under way or known: a second execution can wait for the first
 * one's answer and be told its task id, which n8n's database does not hold.
 */
export class ProcessMemory {
	private readonly entries = new Map<string, ProcessEntry>();

	/** What is known under one of these keys; the first key counts most. */
	find(keys: readonly string[]): ProcessEntry | undefined {
		for (const key of keys) {
			const entry = this.entries.get(key);
			if (entry !== undefined) return entry;
		}
		return undefined;
	}

	/** Notes a claim at once, before it is written down anywhere else. */
	begin(keys: readonly string[], origin: SubmissionOrigin): ProcessEntry {
		let end = () => {};
		const ended = new Promise<void>((resolve) => (end = resolve));
		const state = nextState('free', 'claim');
		const entry: ProcessEntry = { ...origin, keys, state, ended, end };
		for (const key of keys) this.entries.set(key, entry);
		this.forgetOldest();
		return entry;
	}

	/** Notes what became of a claim. */
	settle(entry: ProcessEntry, event: Exclude<ClaimEvent, 'claim'>, taskId?: string): void {
		entry.state = nextState(entry.state, event);
		if (taskId !== undefined) entry.taskId = taskId;
		if (isOpen(entry.state)) this.forget(entry.keys);
		entry.end();
	}

	forget(keys: readonly string[]): void {
		for (const key of keys) this.entries.delete(key);
	}

	private forgetOldest(): void {
		for (const [key, { state }] of this.entries) {
			if (this.entries.size <= MAX_ENTRIES) return;
			if (state !== 'claimed') this.entries.delete(key);
		}
	}
}

const memories = new Map<string, ProcessMemory>();

/** The memory of one node of one workflow, shared by all its executions in this process. */
export function processMemoryOf(workflowId: string, nodeId: string): ProcessMemory {
	const name = `${workflowId}:${nodeId}`;
	let memory = memories.get(name);
	if (memory === undefined) memories.set(name, (memory = new ProcessMemory()));
	return memory;
}
