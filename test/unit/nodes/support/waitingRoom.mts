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

/** What happened in a wait: when it asked, and how the wait for each task ended, in this order. */
class WaitingRoom {
	readonly clock = new FakeClock();
	readonly asked: number[] = [];
	readonly ends: Array<WaitEnd<TaskState, Fault> & { taskId: string; at: number }> = [];
}

/** A wait from its start to its end, on a clock of its own. */
export async function waited(
	taskIds: string[],
	answer: (taskId: string, at: number, room: WaitingRoom) => Answer | Promise<Answer>,
	options: Partial<WaitOptions<TaskState, Fault>> & { perSecond?: number } = {},
): Promise<WaitingRoom> {
	const room = new WaitingRoom();
	const { clock, asked, ends } = room;
	const limits = { windowMs: 60_000, maxOpen: 20, random };
	const limiter =
		options.perSecond === undefined
			? new SharedLimiter(clock, limits).limitedTo(1_000_000)
			: evenPace(clock, options.perSecond);
	const wait = waitForTasks({
		taskIds,
		poll: async (taskId) => {
			asked.push(clock.now());
			return await answer(taskId, clock.now(), room);
		},
		answerOf: (result) => (result.ok ? { kind: 'accepted' } : result.fault),
		isTransient: ({ final }) => final !== true,
		onEnd: (taskId, end) => ends.push({ ...end, taskId, at: clock.now() }),
		...{ clock, random, limiter, pollIntervalMs: 5000, lateFilesMs: 60_000, retries: 0 },
		timeoutMs: () => 900_000,
		signal: new AbortController().signal,
		...options,
	});
	await clock.until(wait);
	return room;
}
