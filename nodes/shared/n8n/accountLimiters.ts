import type { Clock } from '../waiting/clock';
import { SharedLimiter, type RateLimiter } from '../waiting/rateLimiter';
import type { ConnectedApi } from './connect';
import { n8nClock } from './n8nClock';

/** Bounds for each account and model, over all executions. */
const SUBMISSIONS = { windowMs: 60_000, maxOpen: 10 };

const POLLS_PER_SECOND = 10;

/** Bounds for each account. A poll may take half a minute: slow answers must not hold up the others. */
const POLLS = { windowMs: 1000, maxOpen: 100 };

/** Beyond so many, all are forgotten: what a limiter has learned it learns again within a minute. */
const MAX_LIMITERS = 1000;

/** For all executions of this n8n process. By clock, since each test has a clock of its own. */
const limiters = new WeakMap<Clock, Map<string, SharedLimiter>>();

function sharedLimiter(clock: Clock, key: string, bounds: typeof POLLS): SharedLimiter {
	const known = limiters.get(clock) ?? new Map<string, SharedLimiter>();
	limiters.set(clock, known);
	if (known.size > MAX_LIMITERS) known.clear();
	const limiter = known.get(key) ?? new SharedLimiter(clock, { ...bounds, random: Math.random });
	known.set(key, limiter);
	return limiter;
}

export type Account = Pick<ConnectedApi, 'account' | 'submissionsPerMinute'>;

/** @param path of the model, since services limit each model separately */
export function submitLimiter(
	{ account, submissionsPerMinute }: Account,
	path: string,
	clock: Clock = n8nClock,
): RateLimiter {
	return sharedLimiter(clock, `${account} ${path}`, SUBMISSIONS).limitedTo(submissionsPerMinute);
}

export function pollLimiter({ account }: Pick<Account, 'account'>, clock = n8nClock): RateLimiter {
	return sharedLimiter(clock, `${account} polls`, POLLS).limitedTo(POLLS_PER_SECOND);
}
