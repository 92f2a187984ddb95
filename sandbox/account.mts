import { ApiError } from './apiError.mts';

/** What an account may do. */
export interface AccountLimits {
	/** More API requests than this within a second are answered 429. Default: no limit. */
	maxRequestsPerSecond?: number;
	/** The same within a minute. */
	maxRequestsPerMinute?: number;
	/** Whether that minute begins with the clock's, or at any moment. Default `sliding`. */
	minuteWindow?: 'sliding' | 'clock';
	/** So many tasks may run at a time; further submissions are answered 429. Default: no limit. */
	maxRunningTasks?: number;
	/** Which requests the limits by second and minute are for. Default `all`. */
	limitedRequests?: 'all' | 'submissions';
}

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** The one account of a sandbox: its key, and what it may do. */
export class Account {
	/** When requests were allowed within the last minute. Refused ones do not count. */
	private allowed: number[] = [];

	/** @param now milliseconds since 1970 */
	constructor(
		readonly key: string,
		private readonly limits: AccountLimits,
		private readonly now: () => number,
	) {}

	/** What an Authorization header says about the key, without the key. */
	keyIn(authorization: string | undefined): 'right key' | 'wrong key' | 'absent' {
		const sent = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
		if (sent === undefined) return 'absent';
		return sent === this.key ? 'right key' : 'wrong key';
	}

	/** @throws {ApiError} RATE_LIMIT_EXCEEDED, INVALID_API_KEY without a key, FAILED_TO_AUTH with a wrong one */
	admit(method: string, authorization: string | undefined): void {
		this.count(method === 'POST');
		const key = this.keyIn(authorization);
		if (key === 'absent') throw new ApiError('INVALID_API_KEY');
		if (key === 'wrong key') throw new ApiError('FAILED_TO_AUTH');
	}

	/** @throws {ApiError} RATE_LIMIT_EXCEEDED where no further task may run */
	admitTask(running: number): void {
		if (running < (this.limits.maxRunningTasks ?? Infinity)) return;
		throw new ApiError('RATE_LIMIT_EXCEEDED', 'Too many tasks are running, try again later.');
	}

	private count(submits: boolean): void {
		const { maxRequestsPerSecond = Infinity, maxRequestsPerMinute = Infinity } = this.limits;
		if (!submits && this.limits.limitedRequests === 'submissions') return;
		const now = this.now();
		this.allowed = this.allowed.filter((at) => now - at < MINUTE_MS);
		const since = (start: number) => this.allowed.filter((at) => at > start).length;
		const isClock = this.limits.minuteWindow === 'clock';
		const minuteStart = isClock ? now - (now % MINUTE_MS) - 1 : now - MINUTE_MS;
		if (since(now - SECOND_MS) >= maxRequestsPerSecond) throw new ApiError('RATE_LIMIT_EXCEEDED');
		if (since(minuteStart) >= maxRequestsPerMinute)
			throw new ApiError('RATE_LIMIT_EXCEEDED', 'RPM limit exceeded, try again later.');
		this.allowed.push(now);
	}
}
