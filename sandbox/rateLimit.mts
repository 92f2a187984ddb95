import { ApiError } from './apiError.mts';

/** What an account may do; whatever is absent is without a limit. */
export interface AccountLimits {
	perSecond?: number;
	perMinute?: number;
	/** Whether a minute begins with the clock's, and not at any moment. Default false. */
	fixedMinutes?: boolean;
	/** So many tasks may run at the same time; holds for submissions alone. */
	runningTasks?: number;
	/** Whether looking at tasks counts as submitting does. Default true. */
	pollsCount?: boolean;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** Answers 429 to what an account asks beyond its limits. Refused requests do not count. */
export class RateLimit {
	/** When requests were allowed within the last minute, oldest first. */
	private allowed: number[] = [];

	/**
	 * @param running how many tasks run now
	 * @param now milliseconds since 1970
	 */
	constructor(
		private readonly limits: AccountLimits,
		private readonly running: () => number,
		private readonly now: () => number,
	) {}

	/** @throws {ApiError} RATE_LIMIT_EXCEEDED */
	count(submits: boolean): void {
		const {
			perSecond = Infinity,
			perMinute = Infinity,
			fixedMinutes = false,
			runningTasks = Infinity,
			pollsCount = true,
		} = this.limits;
		if (submits && this.running() >= runningTasks) {
			throw new ApiError('RATE_LIMIT_EXCEEDED', 'Too many tasks are running, try again later.');
		}
		if (!submits && !pollsCount) return;

		const now = this.now();
		this.allowed = this.allowed.filter((at) => now - at < MINUTE_MS);
		const since = (start: number) => this.allowed.filter((at) => at > start).length;
		const minuteStart = fixedMinutes ? now - (now % MINUTE_MS) - 1 : now - MINUTE_MS;
		if (since(now - SECOND_MS) >= perSecond) throw new ApiError('RATE_LIMIT_EXCEEDED');
		if (since(minuteStart) >= perMinute) {
			throw new ApiError('RATE_LIMIT_EXCEEDED', 'RPM limit exceeded, try again later.');
		}
		this.allowed.push(now);
	}
}
