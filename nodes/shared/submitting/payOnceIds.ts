import type { IExecuteFunctions } from 'n8n-workflow';
import type { SubmissionOrigin } from './processMemory';

/** About 100 bytes each, in a row that n8n rewrites whole. */
const MAX_KEPT = 500;

const STATIC_DATA_KEY = 'payOnce';

type Entry = [key: string, taskId: string, executionId: string, at: number];

export interface KnownTask extends SubmissionOrigin {
	taskId: string;
}

/**
 * Task ids by pay-once key in the workflow's static data: what a later execution is told of an earlier
 * one. n8n saves it when a production execution ends, and an execution that ends later overwrites it,
 * so it is a help to memory alone: whether something is paid for is never decided by it.
 */
export class PayOnceIds {
	private readonly data: Record<string, unknown>;

	constructor(context: IExecuteFunctions) {
		this.data = context.getWorkflowStaticData('node');
	}

	find(key: string): KnownTask | undefined {
		const entry = this.entries.find(([known]) => known === key);
		if (entry === undefined) return undefined;
		const [, taskId, executionId, at] = entry;
		return { taskId, executionId, at };
	}

	remember(key: string, { taskId, executionId = '', at = 0 }: KnownTask): void {
		const others = this.entries.filter(([known]) => known !== key);
		this.data[STATIC_DATA_KEY] = [...others, [key, taskId, executionId, at]].slice(-MAX_KEPT);
	}

	private get entries(): Entry[] {
		const entries = this.data[STATIC_DATA_KEY];
		return Array.isArray(entries) ? (entries as Entry[]) : [];
	}
}
