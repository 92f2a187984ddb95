import { ApiError } from './apiError.mts';
import type { RecordedRequest } from './requestLog.mts';

/** What an account may do, by the names of the command line. Default: no limit. */
export interface AccountLimits {
	/** More API requests than this within a second are answered 429. */
	maxRps?: number;
	/** The same within a minute. */
	maxRpm?: number;
	/** Whether that minute begins with the clock's, or at any moment. Default `sliding`. */
	rpmWindow?: 'sliding' | 'clock';
	/** So many tasks may run at a time; further submissions are answered 429. */
	maxRunning?: number;
	/** What `maxRps` and `maxRpm` count: all requests (the default), or the submissions of each model. */
	limit?: 'all' | 'submissions';
}

const MINUTE_MS = 60_000;

/** The one account of a sandbox: its key, and what it may do. */
export class Account {
	/** When requests were allowed within the last minute. Refused ones do not count. */
	private allowed: Array<{ at: number; path: string }> = [];

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
	admit({ method, path, headers }: RecordedRequest): void {
		this.count(method, path);
		const key = this.keyIn(headers.authorization);
		if (key === 'absent') throw new ApiError('INVALID_API_KEY');
		if (key === 'wrong key') throw new ApiError('FAILED_TO_AUTH');
	}

	/** @throws {ApiError} RATE_LIMIT_EXCEEDED where no further task may run */
	admitTask(running: number): void {
		if (running < (this.limits.maxRunning ?? Infinity)) return;
		throw new ApiError('RATE_LIMIT_EXCEEDED', 'Too many tasks are running, try again later.');
	}

	private count(method: string, path: string): void {
		const { maxRps = Infinity, maxRpm = Infinity, rpmWindow, limit } = this.limits;
		const byModel = limit === 'submissions';
		if (byModel && method !== 'POST') return;
		const now = this.now();
		this.allowed = this.allowed.filter(({ at }) => now - at < MINUTE_MS);
		const counted = this.allowed.filter((one) => !byModel || one.path === path);
		const since = (start: number) => counted.filter(({ at }) => at > start).length;
		const minuteStart = rpmWindow === 'clock' ? now - (now % MINUTE_MS) - 1 : now - MINUTE_MS;
		if (since(now - 1000) >= maxRps) throw new ApiError('RATE_LIMIT_EXCEEDED');
		if (since(minuteStart) >= maxRpm)
			throw new ApiError('RATE_LIMIT_EXCEEDED', 'RPM limit exceeded, try again later.');
		this.allowed.push({ at: now, path });
	}
}
