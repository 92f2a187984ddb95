import type { IExecuteFunctions } from 'n8n-workflow';
import { sanitizeText } from '../api/sanitizeText';
import { formatText } from '../message';
import { submittingLog } from './submittingMessages';

/** n8n accepts ten keys for an execution, which all nodes of the workflow share. */
const MAX_KEYS = 5;

/** n8n writes a line into its log about each value that is longer. */
const MAX_VALUE_LENGTH = 255;

const CUSTOM_DATA_KEY = 'highway_tasks';

/**
 * Writes down what was or may have been paid for where a person finds it whatever becomes of the
 * execution: in n8n's log, at once, and in the custom data of the execution, by which it is found in
 * the list of executions. Neither bears a key, a link or anything of the request.
 */
export class AcceptanceLog {
	constructor(private readonly context: IExecuteFunctions) {}

	accepted(itemIndex: number, taskId: string, payOnce?: string): void {
		const where = { item: itemIndex, ...this.where() };
		this.context.logger.info(
			payOnce === undefined
				? formatText(submittingLog.accepted, { taskId, ...where })
				: formatText(submittingLog.acceptedOnce, { taskId, payOnce, ...where }),
		);
		this.addToCustomData(taskId);
	}

	unsure(itemIndex: number, code: string): void {
		this.context.logger.warn(
			formatText(submittingLog.unsure, { code, item: itemIndex, ...this.where() }),
		);
	}

	/** Said once in a process, since it applies to all executions. */
	withoutClaims(): void {
		if (saidWithoutClaims) return;
		saidWithoutClaims = true;
		this.context.logger.warn(submittingLog.withoutClaims);
	}

	/** Says why a claim could not be written down, or given back. */
	notWritten(cause: unknown): void {
		const { message } = cause as { message?: unknown };
		this.context.logger.warn(
			formatText(submittingLog.notWritten, { cause: sanitizeText(message), ...this.where() }),
		);
	}

	private where() {
		return {
			node: this.context.getNode().name,
			execution: String(this.context.getExecutionId() ?? '(none)'),
		};
	}

	private addToCustomData(taskId: string): void {
		// Before 2.16 n8n does not give it to nodes, and later not in all of its contexts.
		try {
			const { customData } = this.context as Partial<Pick<IExecuteFunctions, 'customData'>>;
			for (let count = 1; count <= MAX_KEYS && customData !== undefined; count++) {
				const key = count === 1 ? CUSTOM_DATA_KEY : `${CUSTOM_DATA_KEY}_${count}`;
				const value = String(customData.get(key) ?? '');
				const longer = value === '' ? taskId : `${value} ${taskId}`;
				if (longer.length > MAX_VALUE_LENGTH) continue;
				customData.set(key, longer);
				return;
			}
		} catch {
			// The log has it.
		}
	}
}

let saidWithoutClaims = false;
