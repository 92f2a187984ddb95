import { RateLimiter, type RateLimiterOptions } from './rateLimiter';

/** How long the limiter of an unused account is kept: what it has learned is outdated by then. */
const FORGOTTEN_AFTER_MS = 10 * 60_000;

/** One limiter for each account and kind of request, shared by all of the process. */
export class LimiterRegistry {
	private readonly limiters = new Map<string, RateLimiter>();

	constructor(private readonly options: Pick<RateLimiterOptions, 'clock' | 'random'>) {}

	get size(): number {
		return this.limiters.size;
	}

	/**
	 * @param account names the account without holding its key in plain text
	 * @param kind of requests that the service counts together
	 */
	limiterOf(
		account: string,
		kind: string,
		bounds: Pick<RateLimiterOptions, 'limit' | 'windowMs' | 'maxOpen'>,
	): RateLimiter {
		const key = JSON.stringify([account, kind]);
		this.forgetIdle();
		let limiter = this.limiters.get(key);
		if (limiter === undefined) {
			limiter = new RateLimiter({ ...this.options, ...bounds });
			this.limiters.set(key, limiter);
		}
		return limiter;
	}

	/** Without a timer: the next caller cleans up. */
	private forgetIdle(): void {
		const longAgo = this.options.clock.now() - FORGOTTEN_AFTER_MS;
		for (const [key, { idleSince }] of this.limiters) {
			if (idleSince !== undefined && idleSince < longAgo) this.limiters.delete(key);
		}
	}
}
