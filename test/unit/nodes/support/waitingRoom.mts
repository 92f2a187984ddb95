import type { Clock } from '../../../../nodes/shared/waiting/clock.ts';
import {
	SharedLimiter,
	type Answer as LimiterAnswer,
} from '../../../../nodes/shared/waiting/rateLimiter.ts';
import {
	waitForTasks,
	type PollFault,
	type PollResult,
	type TaskState,
	type WaitEnd,
	type WaitOptions,
} from '../../../../nodes/shared/waiting/waitForTasks.ts';
import { FakeClock } from './fakeClock.mts';

export interface Fault extends PollFault {
	kind: LimiterAnswer['kind'];
	final?: boolean;
}

export type Answer = PollResult<TaskState, Fault>;

export const running: Answer = { ok: true, value: { state: 'running' } };
export const finished: Answer = { ok: true, value: { state: 'succeeded' } };
export const lacking: Answer = { ok: true, value: { state: 'succeeded', lacksFiles: true } };
export const gateway: Answer = { ok: false, fault: { kind: 'other' } };
export const busy = (retryAfterMs: number): Answer => ({
	ok: false,
	fault: { kind: 'tooMany', retryAfterMs },
});

/** No chance: every jitter is in its middle. */
const random = () => 0.5;

/** A limiter that lets so many through in a second, and knows nothing else. */
function evenPace(clock: Clock, perSecond: number): WaitOptions<TaskState, Fault>['limiter'] {
	let nextAt = 0;
	return {
		async send({ signal }, request) {
			const at = Math.max(clock.now(), nextAt);
			nextAt = at + 1000 / perSecond;
			await clock.sleep(at - clock.now(), signal);
			return signal?.aborted === true ? undefined : await request();
		},
	};
}

/** A wait on a clock of its own, with everything that happens in it. */
export function waitingRoom(
	taskIds: string[],
	answer: (taskId: string, at: number, clock: Clock) => Answer | Promise<Answer>,
	options: Partial<WaitOptions<TaskState, Fault>> & { perSecond?: number } = {},
) {
	const clock = new FakeClock();
	const asked: Array<{ taskId: string; at: number }> = [];
	const ends = new Map<string, WaitEnd<TaskState, Fault> & { at: number }>();
	const limits = { windowMs: 60_000, maxOpen: 20, random };
	const { perSecond } = options;
	const done = waitForTasks({
		taskIds,
		poll: async (taskId) => {
			asked.push({ taskId, at: clock.now() });
			return await answer(taskId, clock.now(), clock);
		},
		answerOf: (result) => (result.ok ? { kind: 'accepted' } : result.fault),
		isTransient: ({ final }) => final !== true,
		clock,
		random,
		limiter:
			perSecond === undefined
				? new SharedLimiter(clock, limits).limitedTo(1_000_000)
				: evenPace(clock, perSecond),
		pollIntervalMs: 5000,
		timeoutMs: () => 900_000,
		lateFilesMs: 60_000,
		retries: 0,
		signal: new AbortController().signal,
		onEnd: (taskId, end) => ends.set(taskId, { ...end, at: clock.now() }),
		...options,
	});
	return { clock, asked, ends, done: clock.until(done) };
}

export const timesOf = (asked: Array<{ at: number }>) => asked.map(({ at }) => at);
