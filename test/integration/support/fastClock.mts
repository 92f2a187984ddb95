import { ClientRequest } from 'node:http';

/** Real milliseconds that an answer gets on a busy machine, however fast the clock is. */
const SHORTEST_TIMEOUT = 500;

/**
 * Lets time pass faster in the tests of a file: the clock, timers and the time-outs of requests, so
 * that minutes of patience are over in seconds. Whatever is measured in it is only roughly so.
 */
export function useFastClock(factor: number): void {
	beforeAll(() => {
		const now = Date.now.bind(Date);
		const begin = now();
		jest.spyOn(Date, 'now').mockImplementation(() => begin + (now() - begin) * factor);

		const { setTimeout: later } = globalThis;
		jest
			.spyOn(globalThis, 'setTimeout')
			.mockImplementation(((run: () => void, ms = 0, ...rest: []) =>
				later(run, ms / factor, ...rest)) as typeof setTimeout);

		const requestTimeout = ClientRequest.prototype.setTimeout;
		jest.spyOn(ClientRequest.prototype, 'setTimeout').mockImplementation(function (
			this: ClientRequest,
			ms,
			callback,
		) {
			return requestTimeout.call(this, Math.max(SHORTEST_TIMEOUT, ms / factor), callback);
		});
	});
	afterAll(() => jest.restoreAllMocks());
}
