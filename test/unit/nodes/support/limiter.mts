import type { Clock } from '../../../../nodes/shared/waiting/clock.ts';
import { RateLimiter } from '../../../../nodes/shared/waiting/rateLimiter.ts';

/** No chance: every jitter is in its middle. */
export const evenly = () => 0.5;

/** A limiter of an account that nobody else uses. */
export const newLimiter = (clock: Clock, initialConcurrency = 20) =>
	new RateLimiter({ clock, random: evenly, initialConcurrency, maxConcurrency: 100 });
