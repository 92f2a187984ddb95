import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import type { Fault } from '../api/fault';
import { isTool } from '../n8n/toolFailure';

interface AcceptedTask {
	/** Fingerprint of the input item, against a different item at the same position. */
	item: string;
	taskId: string;
}

interface UnsureSubmission {
	item: string;
	/** Of the execution that sent it. */
	executionId: string;
	fault: Fault;
}

interface Memory {
	runIndex: number;
	/** Whether a run has handed these tasks on already. */
	delivered: boolean;
	tasks: Record<string, AcceptedTask>;
	/** Submissions that may or may not have been accepted. */
	unsure: Record<string, UnsureSubmission>;
}

const KEY = 'acceptedTasks';

/**
 * The task ids that earlier tries of this node have been accepted for, by input item.
 *
 * A node that throws loses its output, paid as it may be. n8n keeps a node's context across the
 * tries of "Retry On Fail" and across "Retry" from the list of executions, so what is written down
 * here is not submitted again. A node in a loop sees the same context in each round: what a run has
 * handed on without anything missing is forgotten, and what a run handed on beside failed items
 * (for which n8n may try that same run again) counts in that run alone.
 *
 * A submission that may have been accepted must not be repeated by "Retry On Fail" or by the model of
 * an agent, which ask nobody.
 * "Retry" from the list of executions is a person's decision, who was told to look into the account
 * first: it makes a new execution, in which the item is submitted again.
 */
export class AcceptedTasks {
	private readonly store: Record<string, unknown>;
	private readonly memory: Memory;

	constructor(private readonly context: IExecuteFunctions) {
		this.store = context.getContext('node');
		const runIndex = context.getWorkflowDataProxy(0).$runIndex as number;
		const known = this.store[KEY] as Memory | undefined;
		const counts = known !== undefined && (!known.delivered || known.runIndex === runIndex);
		this.memory = {
			runIndex,
			delivered: false,
			tasks: counts ? known.tasks : {},
			// Each call of a model is a run of its own, and its next one may be the same again.
			unsure: counts || isTool(context) ? (known?.unsure ?? {}) : {},
		};
		this.store[KEY] = this.memory;
	}

	/** The task id that an earlier try of this item was accepted with. */
	taskIdOf(itemIndex: number): string | undefined {
		const known = this.memory.tasks[itemIndex];
		return known?.item === this.fingerprint(itemIndex) ? known.taskId : undefined;
	}

	remember(itemIndex: number, taskId: string): void {
		this.memory.tasks[itemIndex] = { item: this.fingerprint(itemIndex), taskId };
	}

	/** The fault of an earlier try in this execution that leaves open whether it was accepted. */
	unsureFaultOf(itemIndex: number): Fault | undefined {
		const known = this.memory.unsure[itemIndex];
		return known?.item === this.fingerprint(itemIndex) &&
			known.executionId === this.context.getExecutionId()
			? known.fault
			: undefined;
	}

	rememberUnsure(itemIndex: number, fault: Fault): void {
		const executionId = this.context.getExecutionId();
		this.memory.unsure[itemIndex] = { item: this.fingerprint(itemIndex), executionId, fault };
	}

	/** Notes that the node hands on its output, `complete` or beside failed items. */
	handedOn(complete: boolean): void {
		if (complete && !isTool(this.context)) delete this.store[KEY];
		else this.memory.delivered = true;
	}

	private fingerprint(itemIndex: number): string {
		const item = this.context.getInputData()[itemIndex];
		// Names and sizes stand for the files: their ids may change when an execution is retried.
		const files = Object.entries(item?.binary ?? {}).map(([name, { fileName, fileSize }]) => [
			name,
			fileName,
			fileSize,
		]);
		// A model that calls a tool once more with the same input means the same item.
		const json = { ...item?.json, toolCallId: undefined };
		return createHash('sha256')
			.update(JSON.stringify([json, files]))
			.digest('base64');
	}
}
