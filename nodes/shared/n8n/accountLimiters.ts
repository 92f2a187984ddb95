import type { Clock } from '../waiting/clock';
import { SharedLimiter, type RateLimiter } from '../waiting/rateLimiter';
import type { ConnectedApi } from './connect';
import { n8nClock } from './n8nClock';

/** How many submissions of an account and model may be open at a time, in all executions. */
const OPEN_SUBMISSIONS = 10;

const POLLS_PER_SECOND = 10;

/** A poll may take half a minute: slow answers must not hold up the others. */
const OPEN_POLLS = 100;

/** What is not in use is kept up to this many, with what it has learned. */
const MAX_IDLE = 100;

/** For all executions of this n8n process; those of tests have a clock of their own. */
const limiters = new WeakMap<Clock, Map<string, SharedLimiter>>();

function sharedLimiter(
	clock: Clock,
	key: string,
	bounds: { windowMs: number; maxOpen: number },
): SharedLimiter {
	const known = limiters.get(clock) ?? new Map<string, SharedLimiter>();
	limiters.set(clock, known);
	const limiter = known.get(key) ?? new SharedLimiter(clock, { ...bounds, random: Math.random });
	// The one that was used last comes last.
	known.delete(key);
	known.set(key, limiter);
	for (const [other, { limits }] of known) {
		if (known.size <= MAX_IDLE) break;
		if (limits.size === 0 && other !== key) known.delete(other);
	}
	return limiter;
}

/** An account, as `connect` gives it. */
export type Account = Pick<ConnectedApi, 'account' | 'submissionsPerMinute'>;

/** @param path of the model, since services limit each model separately */
export function submitLimiter(
	{ account, submissionsPerMinute }: Account,
	path: string,
	clock: Clock = n8nClock,
): RateLimiter {
	const bounds = { windowMs: 60_000, maxOpen: OPEN_SUBMISSIONS };
	return sharedLimiter(clock, `${account} ${path}`, bounds).limitedTo(submissionsPerMinute);
}

export function pollLimiter(
	{ account }: Pick<Account, 'account'>,
	clock: Clock = n8nClock,
): RateLimiter {
	const bounds = { windowMs: 1000, maxOpen: OPEN_POLLS };
	return sharedLimiter(clock, `${account} polls`, bounds).limitedTo(POLLS_PER_SECOND);
}
