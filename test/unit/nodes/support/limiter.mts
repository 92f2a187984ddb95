import type { Clock } from '../../../../nodes/shared/waiting/clock.ts';
import { SharedLimiter, type RateLimiter } from '../../../../nodes/shared/waiting/rateLimiter.ts';

/** No chance: every jitter is in its middle. */
export const evenly = () => 0.5;

/** A limiter of an account that nobody else uses, which allows so many open requests and any pace. */
export const newLimiter = (clock: Clock, maxOpen = 20): RateLimiter =>
	new SharedLimiter(clock, { windowMs: 60_000, maxOpen, random: evenly }).limitedTo(1_000_000);
