import type { Clock } from '../waiting/clock';
import { LimiterRegistry } from '../waiting/limiterRegistry';
import type { RateLimiter } from '../waiting/rateLimiter';
import { n8nClock } from './n8nClock';

/** For all executions of this n8n process; those of tests with a clock of their own share nothing else. */
const registries = new WeakMap<Clock, LimiterRegistry>();

function registryOf(clock: Clock): LimiterRegistry {
	let registry = registries.get(clock);
	if (registry === undefined) {
		registry = new LimiterRegistry({ clock, random: Math.random });
		registries.set(clock, registry);
	}
	return registry;
}

/**
 * Enough at once for a batch, and few enough that a crowd of executions finds a limit by the minute
 * with few refusals.
 */
const SUBMITTING = { initialConcurrency: 6, maxConcurrency: 100 };

/** Polls are answered fast; where they hang, more of them would only be more that hang. */
const POLLING = { initialConcurrency: 20, maxConcurrency: 100 };

/**
 * @param account of `connect`
 * @param path of the model, since services limit each model separately
 */
export function submitLimiter(account: string, path: string, clock: Clock): RateLimiter {
	return registryOf(clock).limiterOf(account, `submit:${path}`, SUBMITTING);
}

/** @param account of `connect` */
export function pollLimiter(account: string): RateLimiter {
	return registryOf(n8nClock).limiterOf(account, 'poll', POLLING);
}
