import { z } from 'zod/v4';
import { ApiError } from '../apiError.mts';
import { ruleSchema, type CheckedRule, type Fault } from './rule.mts';

export class RuleBook {
	/** The rules in force, oldest first, each with the number of requests it has counted. */
	inForce: Array<CheckedRule & { seen: number }> = [];

	/** @throws {ApiError} INVALID_REQUEST_BODY that says what is wrong with the rule */
	add(rule: unknown): void {
		const { data, error } = ruleSchema.safeParse(rule);
		if (error) throw new ApiError('INVALID_REQUEST_BODY', z.prettifyError(error));
		this.inForce.push({ ...data, seen: 0 });
	}

	clear(): void {
		this.inForce = [];
	}

	/**
	 * What is to go wrong with a request, if anything: by the oldest rule that concerns it and is neither
	 * still sparing requests nor used up. Every rule that concerns the request counts it until one acts.
	 */
	take(on: CheckedRule['on'], taskId: string | undefined, prompt: unknown): Fault | undefined {
		for (const rule of this.inForce) {
			if (rule.on !== on || !String(prompt ?? '').includes(rule.matching)) continue;
			if ('taskId' in rule && rule.taskId !== undefined && rule.taskId !== taskId) continue;
			if (rule.seen >= rule.after + (rule.times ?? Infinity)) continue;
			rule.seen += 1;
			if (rule.seen > rule.after) return rule.do;
		}
		return undefined;
	}
}
