import { LimiterRegistry } from '../waiting/limiterRegistry';
import type { RateLimiter } from '../waiting/rateLimiter';
import { n8nClock } from './n8nClock';

/** One for all executions of this n8n process. */
const limiters = new LimiterRegistry({ clock: n8nClock, random: Math.random });

/**
 * Enough at once for a batch, and few enough that a crowd of executions finds a limit by the minute
 * with few refusals.
 */
const SUBMITTING = { initialOpen: 6, mostOpen: 100 };

/** Polls are answered fast; where they hang, more of them would only be more that hang. */
const POLLING = { initialOpen: 20, mostOpen: 100 };

/**
 * @param account of `connect`
 * @param path of the model, since services limit each model by itself
 */
export function submitLimiter(account: string, path: string): RateLimiter {
	return limiters.limiterOf(account, `submit:${path}`, SUBMITTING);
}

/** @param account of `connect` */
export function pollLimiter(account: string): RateLimiter {
	return limiters.limiterOf(account, 'poll', POLLING);
}
