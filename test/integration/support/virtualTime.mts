import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import timers, { setImmediate as turn } from 'node:timers/promises';
import { Unzip } from 'node:zlib';

const START = Date.UTC(2026, 0, 1);

/** An answer that is on its way goes on within so many turns of the event loop. */
const QUIET_TURNS = 20;
const TURNS_OF_AN_ANSWER = 10;

/** What tells that a request or an answer is on its way. */
const CHANNELS = ['client.request.start', 'client.response.finish', 'server.response.finish'];

const real = {
	later: setTimeout,
	now: performance.now,
	sleep: timers.setTimeout,
	timeOut: ClientRequest.prototype.setTimeout,
	unzip: Unzip.prototype._transform,
};

let users = 0;
let turns = 0;
/** Turns since something was last seen to happen. */
let quiet = 0;
/** Requests without a whole answer. */
const open = new Set<ClientRequest>();
/** Pieces of answers that are being unzipped, of which the process does not tell. */
let unzipping = 0;
let beforeEachTimer = () => {};
let running: Promise<void>;

/**
 * Gives the tests of a file a clock of their own, for all code in the process. Its time passes only while
 * nothing else is to be done: timers fire one after another, each at its own moment, and nobody sits
 * them out. So hours of waiting are over at once, and the times that a test reads are the same on a
 * machine that has others to serve.
 */
export function useVirtualTime(): void {
	beforeAll(() => {
		if (users++ === 0) install();
	});
	afterAll(async () => {
		if (--users === 0) await uninstall();
	});
}

export const time = {
	/** Turns of the process's event loop so far: whoever keeps others waiting lets none pass. */
	get turns() {
		return turns;
	},
	/** Puts the clock forward, e.g. over the pause of a parked execution. No timer fires by that. */
	putForward(seconds: number): void {
		jest.setSystemTime(Date.now() + seconds * 1000);
	},
	/** Waits for a promise, and calls something before each timer meanwhile, which may throw to give it up. */
	async watch<T>(promise: Promise<T>, call: () => void): Promise<T> {
		try {
			return await new Promise((resolve, reject) => {
				beforeEachTimer = () => {
					try {
						call();
					} catch (error) {
						reject(error as Error);
					}
				};
				promise.then(resolve, reject);
			});
		} finally {
			beforeEachTimer = () => {};
		}
	},
};

function install(): void {
	for (const name of CHANNELS) subscribe(`http.${name}`, notice);
	const doNotFake = [
		'hrtime',
		'nextTick',
		'performance',
		'queueMicrotask',
		'setImmediate',
	] as const;
	jest.useFakeTimers({ now: START, doNotFake: [...doNotFake] });
	const { setTimeout: fake } = globalThis;
	// As Node.js does, it waits for a millisecond at least: a part of one would be no time at all.
	const later = (run: () => void, ms = 1, ...rest: []) =>
		fake(run, Math.max(1, Math.ceil(ms)), ...rest);
	Object.assign(globalThis, { setTimeout: later });
	performance.now = () => Date.now() - START;
	Object.assign(timers, { setTimeout: sleep });
	ClientRequest.prototype.setTimeout = function (ms, timedOut = () => {}) {
		// 0 is none.
		if (ms === 0) return this;
		const timer = later(timedOut, ms);
		return this.once('close', () => clearTimeout(timer));
	};
	Unzip.prototype._transform = function (piece, encoding, done) {
		unzipping++;
		real.unzip.call(this, piece, encoding, (...made) => {
			unzipping--;
			done(...made);
		});
	};
	running = run();
}

async function uninstall(): Promise<void> {
	await running;
	for (const name of CHANNELS) unsubscribe(`http.${name}`, notice);
	open.clear();
	jest.useRealTimers();
	performance.now = real.now;
	Object.assign(timers, { setTimeout: real.sleep });
	ClientRequest.prototype.setTimeout = real.timeOut;
	Unzip.prototype._transform = real.unzip;
}

/** In the place of Node.js' own, which would take real time. */
async function sleep(ms: number, value?: unknown, { signal }: { signal?: AbortSignal } = {}) {
	return await new Promise((resolve, reject) => {
		const timer = setTimeout(() => resolve(value), ms);
		signal?.addEventListener('abort', () => {
			clearTimeout(timer);
			reject(signal.reason as Error);
		});
	});
}

function notice(message: unknown, name: string | symbol): void {
	quiet = 0;
	if (name !== 'http.client.request.start') return;
	const { request } = message as { request: ClientRequest };
	open.add(request);
	request.once('close', () => {
		quiet = 0;
		open.delete(request);
	});
}

async function run(): Promise<void> {
	while (users > 0) {
		await pass();
		// A second turn, since what the first brought may have left something for it.
		await pass();
		if (users === 0 || jest.getTimerCount() === 0 || isSomethingOnItsWay()) continue;
		beforeEachTimer();
		jest.advanceTimersToNextTimer();
	}
}

const isSomethingOnItsWay = () => quiet < (open.size > 0 ? QUIET_TURNS : 2);

/** Lets a turn pass, in which all other code is run. */
async function pass(): Promise<void> {
	// An answer of this process comes within a few turns. Others may have the processor before it is given up.
	const isLate = open.size > 0 && quiet >= TURNS_OF_AN_ANSWER && isSomethingOnItsWay();
	const isIdle = jest.getTimerCount() === 0 || isLate;
	await (isIdle ? new Promise((resolve) => real.later(resolve, 1)) : turn());
	turns++;
	quiet = isWaitingForSystem() ? 0 : quiet + 1;
}

/** Whether the process waits for a file, a name or a connection, which no clock must overtake. */
const isWaitingForSystem = () =>
	unzipping > 0 ||
	process.getActiveResourcesInfo().some((kind) => /Req|ConnectWrap|WriteWrap/.test(kind));
