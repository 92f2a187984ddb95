import { ApiError } from './apiError.mts';

/** Allows so many requests in any second. Refused requests do not count. */
export class RateLimit {
	private allowed: number[] = [];

	constructor(
		private readonly perSecond: number,
		private readonly now: () => number,
	) {}

	/** @throws {ApiError} RATE_LIMIT_EXCEEDED */
	count(): void {
		const now = this.now();
		this.allowed = this.allowed.filter((at) => now - at < 1000);
		if (this.allowed.length >= this.perSecond) throw new ApiError('RATE_LIMIT_EXCEEDED');
		this.allowed.push(now);
	}
}
