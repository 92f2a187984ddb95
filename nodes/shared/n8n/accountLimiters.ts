import type { Clock } from '../waiting/clock';
import { LimiterRegistry } from '../waiting/limiterRegistry';
import type { RateLimiter } from '../waiting/rateLimiter';
import type { ConnectedApi } from './connect';
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

/** How many submissions of an account and model may be open at a time, in all executions. */
const OPEN_SUBMISSIONS = 10;

const POLLS_PER_SECOND = 10;

/** A poll may take half a minute: slow answers must not hold up the others. */
const OPEN_POLLS = 100;

/** An account, as `connect` gives it. */
export type Account = Pick<ConnectedApi, 'account' | 'submissionsPerMinute'>;

/** @param path of the model, since services limit each model separately */
export function submitLimiter(
	account: Account,
	path: string,
	clock: Clock = n8nClock,
): RateLimiter {
	return registryOf(clock).limiterOf(account.account, `submit:${path}`, {
		limit: account.submissionsPerMinute,
		windowMs: 60_000,
		maxOpen: OPEN_SUBMISSIONS,
	});
}

export function pollLimiter(
	{ account }: Pick<Account, 'account'>,
	clock: Clock = n8nClock,
): RateLimiter {
	return registryOf(clock).limiterOf(account, 'poll', {
		limit: POLLS_PER_SECOND,
		windowMs: 1000,
		maxOpen: OPEN_POLLS,
	});
}
