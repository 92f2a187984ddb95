import { startOfMinute, type SlidingWindow } from './slidingWindow';

/** Refusals in a row, from the first one up to the first request accepted that was sent after it. */
export interface Refusals {
	/** When they began, in milliseconds since 1970. */
	since: number;
	/** How many requests were refused, without those that were sent before the first answer. */
	tries: number;
	/** How many were let through before: in a minute, since the start of the clock's minute, in a second. */
	minute: number;
	clockMinute: number;
	second: number;
	/** Whether they say anything of a limit; a service that is unavailable does not. */
	ofLimit: boolean;
	/** Whether the quota has learned from them. */
	learned: boolean;
}

/** Refusals that begin now. */
export function refusalsAfter(window: SlidingWindow, now: number, ofLimit: boolean): Refusals {
	return {
		since: now,
		tries: 0,
		minute: window.count(now),
		clockMinute: window.countSince(startOfMinute(now)),
		second: window.countSince(now - 1000),
		ofLimit,
		learned: false,
	};
}
