import { setImmediate as turn } from 'node:timers/promises';

/** How many turns of the event loop nothing may happen in without a timer before a run is given up. */
const STUCK_TURNS = 2000;

/**
 * Time that passes only while nothing else is to be done: timers fire one after another, each at its
 * own moment, and nobody sits them out. So hours of waiting and pacing are over at once and the times
 * that a test reads are exact.
 */
export interface VirtualTime {
	/**
	 * Lets time pass until `promise` has settled.
	 *
	 * @param beforeEachTimer may throw, to give it up
	 */
	drive<T>(promise: Promise<T>, beforeEachTimer: () => void): Promise<T>;
	/** Puts the clock forward, e.g. over the pause of a parked execution. */
	putForwardTo(ms: number): void;
	/** Turns of the process's event loop so far: whoever keeps others waiting lets none pass. */
	readonly turns: number;
}

const START = Date.UTC(2026, 0, 1);

/** Gives the tests of a file a clock of their own, for all code in the process. */
export function useVirtualTime(): VirtualTime {
	let turns = 0;
	beforeAll(() => {
		jest.useFakeTimers({
			now: START,
			doNotFake: ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'],
		});
	});
	afterAll(() => jest.useRealTimers());

	const pass = async () => {
		await turn();
		turns++;
	};
	return {
		get turns() {
			return turns;
		},
		putForwardTo: (ms) => jest.setSystemTime(Math.max(ms, Date.now())),
		drive: async (promise, beforeEachTimer) => {
			let settled = false;
			const settle = () => (settled = true);
			promise.then(settle, settle);
			for (let idle = 0; !settled; idle++) {
				await pass();
				// A second turn, since what the first brought may have left something for it.
				await pass();
				if (settled || isReadingFiles()) continue;
				if (jest.getTimerCount() > 0) {
					beforeEachTimer();
					jest.advanceTimersToNextTimer();
					idle = 0;
				} else if (idle > STUCK_TURNS) {
					throw new Error('Nothing is left to be done, and it has not ended');
				}
			}
			return await promise;
		},
	};
}

/** Whether the process waits for a file, which no clock must overtake. */
function isReadingFiles(): boolean {
	return process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'));
}
