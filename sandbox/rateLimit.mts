import { ApiError } from './apiError.mts';

/** What an account may do; see SandboxOptions. */
export interface AccountLimits {
	maxRequestsPerSecond?: number;
	maxRequestsPerMinute?: number;
	minuteWindow?: 'sliding' | 'clock';
	maxRunningTasks?: number;
	limitedRequests?: 'all' | 'submissions';
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
			maxRequestsPerSecond = Infinity,
			maxRequestsPerMinute = Infinity,
			minuteWindow = 'sliding',
			limitedRequests = 'all',
		} = this.limits;
		if (!submits && limitedRequests === 'submissions') return;

		const now = this.now();
		this.allowed = this.allowed.filter((at) => now - at < MINUTE_MS);
		const since = (start: number) => this.allowed.filter((at) => at > start).length;
		const minuteStart = minuteWindow === 'clock' ? now - (now % MINUTE_MS) - 1 : now - MINUTE_MS;
		if (since(now - SECOND_MS) >= maxRequestsPerSecond) throw new ApiError('RATE_LIMIT_EXCEEDED');
		if (since(minuteStart) >= maxRequestsPerMinute) {
			throw new ApiError('RATE_LIMIT_EXCEEDED', 'RPM limit exceeded, try again later.');
		}
		this.allowed.push(now);
	}

	/**
	 * To be called just before a task is accepted.
	 *
	 * @throws {ApiError} RATE_LIMIT_EXCEEDED
	 */
	countTask(): void {
		const { maxRunningTasks = Infinity } = this.limits;
		if (this.running() < maxRunningTasks) return;
		throw new ApiError('RATE_LIMIT_EXCEEDED', 'Too many tasks are running, try again later.');
	}
}
