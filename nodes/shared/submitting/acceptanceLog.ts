import type { IExecuteFunctions } from 'n8n-workflow';
import { sanitizeText } from '../api/untrusted';
import { formatText } from '../message';
import { submittingLog } from './submittingMessages';

/** n8n takes ten keys of custom data for an execution, which all nodes of the workflow share. */
const KEYS = ['', '_2', '_3', '_4', '_5'].map((end) => `highway_tasks${end}`);

/** In characters. n8n writes a line into its log about each longer value. */
const MAX_VALUE_LENGTH = 255;

/**
 * Records what was or may have been paid for, where a person finds it whatever becomes of the
 * execution: at once in n8n's log, and in the custom data of the execution, which n8n's list of executions
 * can be filtered by. Neither gets the API key, a link or any part of the request.
 */
export class AcceptanceLog {
	constructor(private readonly context: IExecuteFunctions) {}

	/** @param claim digest of the item's pay-once key, where it has one */
	accepted(item: number, taskId: string, claim?: string): void {
		const key = claim === undefined ? '' : `, pay-once key ${claim}`;
		this.write('info', formatText(submittingLog.accepted, { taskId, key }), item);
		this.addToCustomData(taskId);
	}

	/** Logs why n8n did not store custom data or a claim, or did not remove a claim. */
	notWritten(thrown: unknown): undefined {
		const cause = sanitizeText(thrown instanceof Error ? thrown.message : thrown);
		this.write('warn', formatText(submittingLog.notWritten, { cause }));
	}

	write(level: 'info' | 'warn', line: string, item?: number): void {
		const { context } = this;
		const at = item === undefined ? '' : `item ${item}, `;
		const where = `${at}node "${context.getNode().name}", execution ${context.getExecutionId()}`;
		context.logger[level](`${line} (${where})`);
	}

	private addToCustomData(taskId: string): void {
		// Before 2.16 nodes have no `customData`, and later not in every context.
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
