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

/** The rules in force, oldest first. */
export class RuleBook {
	private entries: Array<{ rule: CheckedRule; seen: number }> = [];

	/** @throws {ApiError} INVALID_REQUEST_BODY that says what is wrong with the rule */
	add(rule: unknown): void {
		const { data, error } = ruleSchema.safeParse(rule);
		if (error) throw new ApiError('INVALID_REQUEST_BODY', z.prettifyError(error));
		this.entries.push({ rule: data, seen: 0 });
	}

	clear(): void {
		this.entries = [];
	}

	/** Each rule with the number of requests it has counted. */
	inForce(): Array<CheckedRule & { seen: number }> {
		return this.entries.map(({ rule, seen }) => ({ ...rule, seen }));
	}

	/**
	 * What is to go wrong with a request, if anything: by the oldest rule that concerns it and is neither
	 * still sparing requests nor used up. Every rule that concerns the request counts it until one acts.
	 */
	take(on: CheckedRule['on'], facts: RequestFacts): Fault | undefined {
		for (const entry of this.entries) {
			const { rule } = entry;
			const last = rule.after + (rule.times ?? Infinity);
			if (!concerns(rule, on, facts) || entry.seen >= last) continue;
			entry.seen += 1;
			if (entry.seen > rule.after) return rule.do;
		}
		return undefined;
	}
}
