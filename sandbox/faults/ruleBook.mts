import { z } from 'zod/v4';
import { ApiError } from '../apiError.mts';
import { ruleSchema, type CheckedRule, type Fault } from './rule.mts';

/** What is known of a request before it is handled. */
export interface RequestFacts {
	taskId?: string;
	prompt?: unknown;
}

function concerns(rule: CheckedRule, on: CheckedRule['on'], facts: RequestFacts): boolean {
	if (rule.on !== on) return false;
	if ('taskId' in rule && rule.taskId !== undefined && rule.taskId !== facts.taskId) return false;
	const { matching = '' } = rule;
	return matching === '' || (typeof facts.prompt === 'string' && facts.prompt.includes(matching));
}

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
	take(on: CheckedRule['on'], facts: RequestFacts): Fault | undefined {
		for (const rule of this.inForce) {
			const last = rule.after + (rule.times ?? Infinity);
			if (!concerns(rule, on, facts) || rule.seen >= last) continue;
			rule.seen += 1;
			if (rule.seen > rule.after) return rule.do;
		}
		return undefined;
	}
}
