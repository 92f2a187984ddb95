import type { IExecuteFunctions } from 'n8n-workflow';
import { sanitizeText } from '../api/untrusted';
import { formatText } from '../message';
import { submittingLog } from './submittingMessages';

/** n8n accepts ten keys for an execution, which all nodes of the workflow share. */
const KEYS = ['', '_2', '_3', '_4', '_5'].map((end) => `highway_tasks${end}`);

/** n8n writes a line into its log about each value that is longer. */
const MAX_VALUE_LENGTH = 255;

/**
 * Writes down what was or may have been paid for where a person finds it whatever becomes of the
 * execution: in n8n's log, at once, and in the custom data of the execution, by which it is found in
 * the list of executions. Neither bears the API key, a link or anything of the request.
 */
export class AcceptanceLog {
	constructor(private readonly context: IExecuteFunctions) {}

	/** @param claim what the item's pay-once key claims */
	accepted(item: number, taskId: string, claim?: string): void {
		const key = claim === undefined ? '' : `, pay-once key ${claim}`;
		this.write('info', formatText(submittingLog.accepted, { taskId, key }), item);
		this.addToCustomData(taskId);
	}

	/** Says why n8n did not write something down, or take a claim out. */
	notWritten(thrown: unknown): undefined {
		const cause = sanitizeText(thrown instanceof Error ? thrown.message : thrown);
		this.write('warn', formatText(submittingLog.notWritten, { cause }));
	}

	/** @param item that the line is about */
	write(level: 'info' | 'warn', line: string, item?: number): void {
		const { context } = this;
		const at = item === undefined ? '' : `item ${item}, `;
		const where = `${at}node "${context.getNode().name}", execution ${context.getExecutionId()}`;
		context.logger[level](`${line} (${where})`);
	}

	private addToCustomData(taskId: string): void {
		// Before 2.16 n8n does not give it to nodes, and later not in all of its contexts.
		try {
			const { customData } = this.context as Partial<Pick<IExecuteFunctions, 'customData'>>;
			for (const key of KEYS) {
				const longer = `${customData?.get(key) ?? ''} ${taskId}`.trim();
				if (longer.length > MAX_VALUE_LENGTH) continue;
				customData?.set(key, longer);
				return;
			}
		} catch (cause) {
			this.notWritten(cause);
		}
	}
}
