import { ClientRequest } from 'node:http';

/** Nodes sleep in shorter slices, and n8n between tries; a timer this long is a request's time-out. */
const TIME_OUT_MS = 5000;

/** The shortest time-out, in turns of the process's event loop. */
const FEWEST_TURNS = 50;
const TURN_MS = 10;

/**
 * The longest time, in that of the test, that passes in a turn of the process's event loop. Whoever
 * sleeps looks at the clock in many turns; where a busy machine stops the process meanwhile, the answer
 * to a request, which takes a few, is not late by that.
 */
const LONGEST_STEP_MS = 400;

/**
 * Lets time pass faster in the tests of a file: the clock, timers and the time-outs of requests, so
 * that minutes of patience are over in seconds. Whatever is measured in it is only roughly so.
 *
 * A request times out by turns of the event loop, which the sandbox in the same process has as well:
 * where a busy machine stops the process for a second, that is one turn, and an answer that is on its
 * way still comes in time.
 */
export function useFastClock(factor: number): void {
	beforeAll(() => {
		const now = performance.now.bind(performance);
		let asked = now();
		let time = 0;
		let isSameTurn = false;
		const passed = () => {
			if (isSameTurn) return time;
			isSameTurn = true;
			setImmediate(() => (isSameTurn = false));
			time += Math.min((now() - asked) * factor, Math.max(LONGEST_STEP_MS, factor));
			asked = now();
			return time;
		};
		const [date, moment] = [Date.now(), now()];
		jest.spyOn(Date, 'now').mockImplementation(() => date + passed());
		jest.spyOn(performance, 'now').mockImplementation(() => moment + passed());

		const timeOut = (run: () => void, ms: number): NodeJS.Timeout => {
			let turns = Math.max(FEWEST_TURNS, ms / factor / TURN_MS);
			const timer = setInterval(() => {
				if (--turns > 0) return;
				clearInterval(timer);
				run();
			}, TURN_MS);
			return timer;
		};

		const { setTimeout: later } = globalThis;
		jest
			.spyOn(globalThis, 'setTimeout')
			.mockImplementation(((run: () => void, ms = 0, ...rest: []) =>
				ms < TIME_OUT_MS
					? later(run, ms / factor, ...rest)
					: timeOut(() => run(...rest), ms)) as typeof setTimeout);

		const requestTimeout = ClientRequest.prototype.setTimeout;
		jest.spyOn(ClientRequest.prototype, 'setTimeout').mockImplementation(function (
			this: ClientRequest,
			ms,
			timedOut = () => {},
		) {
			// 0 is none.
			if (ms === 0) return requestTimeout.call(this, 0);
			const timer = timeOut(timedOut, ms);
			return this.once('close', () => clearInterval(timer));
		});
	});
	afterAll(() => jest.restoreAllMocks());
}
