import type { IExecuteFunctions } from 'n8n-workflow';
import { sanitizeText } from '../api/untrusted';
import { formatText } from '../message';
import { submittingHints, submittingLog } from './submittingMessages';

/** n8n accepts ten keys for an execution, which all nodes of the workflow share. */
const MAX_KEYS = 5;

/** n8n writes a line into its log about each value that is longer. */
const MAX_VALUE_LENGTH = 255;

const CUSTOM_DATA_KEY = 'highway_tasks';

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
		const line = formatText(submittingLog.accepted, { taskId, key, item, ...this.where });
		this.context.logger.info(line);
		this.addToCustomData(taskId);
	}

	inDoubt(item: number): void {
		this.context.logger.warn(formatText(submittingLog.inDoubt, { item, ...this.where }));
	}

	requestChanged(item: number, taskId: string): void {
		const { node, execution } = this.where;
		const items = `item ${item}, task ${taskId}, node "${node}", execution ${execution}`;
		this.context.logger.warn(`Highway API: ${formatText(submittingHints.changed, { items })}`);
	}

	/** Says why n8n did not write something down, or take a claim out. */
	notWritten(thrown: unknown): void {
		const cause = sanitizeText(thrown instanceof Error ? thrown.message : thrown);
		this.context.logger.warn(formatText(submittingLog.notWritten, { cause, ...this.where }));
	}

	private get where() {
		const execution = String(this.context.getExecutionId() ?? '(none)');
		return { node: this.context.getNode().name, execution };
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
		} catch (cause) {
			this.notWritten(cause);
		}
	}
}
