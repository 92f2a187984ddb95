import type { IExecuteFunctions } from 'n8n-workflow';
import { foreignText } from '../api/foreignText';
import { fill } from '../words';
import { submittingLog } from './submittingWords';

/** n8n takes ten keys of an execution, which the workflow's other nodes and its author share. */
const MOST_KEYS = 5;

/** n8n writes a line into its log about each value that is longer. */
const LONGEST_VALUE = 255;

const KEY = 'highway_tasks';

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
				? fill(submittingLog.accepted, { taskId, ...where })
				: fill(submittingLog.acceptedOnce, { taskId, payOnce, ...where }),
		);
		this.addToCustomData(taskId);
	}

	unsure(itemIndex: number, code: string): void {
		this.context.logger.warn(
			fill(submittingLog.unsure, { code, item: itemIndex, ...this.where() }),
		);
	}

	/** Said once in a process, since it holds for all executions. */
	withoutClaims(): void {
		if (saidWithoutClaims) return;
		saidWithoutClaims = true;
		this.context.logger.warn(submittingLog.withoutClaims);
	}

	/** Says why a claim could not be written down, or given back. */
	notWritten(cause: unknown): void {
		const { message } = cause as { message?: unknown };
		this.context.logger.warn(
			fill(submittingLog.notWritten, { cause: foreignText(message), ...this.where() }),
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
			for (let count = 1; count <= MOST_KEYS && customData !== undefined; count++) {
				const key = count === 1 ? KEY : `${KEY}_${count}`;
				const value = String(customData.get(key) ?? '');
				const longer = value === '' ? taskId : `${value} ${taskId}`;
				if (longer.length > LONGEST_VALUE) continue;
				customData.set(key, longer);
				return;
			}
		} catch {
			// The log has it.
		}
	}
}

let saidWithoutClaims = false;
