import fc from 'fast-check';
import type {
	PollFault,
	PollResult,
	TaskState,
	WaitEnd,
} from '../../../nodes/shared/waiting/waitForTasks.ts';
import { waitForTasks } from '../../../nodes/shared/waiting/waitForTasks.ts';
import { FakeClock } from './support/fakeClock.mts';
import { evenly, newLimiter } from './support/limiter.mts';

interface Task extends TaskState {
	id: string;
}

interface Fault extends PollFault {
	final: boolean;
	rateLimited: boolean;
}

/** What one look brings: the state as it is, or a fault in its place. */
interface Fate {
	/** Seconds that the answer takes; never more than any look is given. */
	seconds: number;
	fault?: { final: boolean; rateLimited: boolean; retryAfterSeconds?: number };
	/** Whether a success comes without its files. */
	lacksFiles: boolean;
}

/** The longest that any look may take. */
const LOOK_SECONDS = 30;

const optional = <T,>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const fate: fc.Arbitrary<Fate> = fc
	.record({
		seconds: fc.integer({ min: 0, max: LOOK_SECONDS }),
		fault: optional(
			fc.record({
				// Most faults pass, or there would be little to see.
				final: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
				rateLimited: fc.boolean(),
				retryAfterSeconds: optional(fc.constantFrom(0, 1, 30, 3600)),
			}),
		),
		lacksFiles: fc.boolean(),
	})
	.map((drawn) => JSON.parse(JSON.stringify(drawn)) as Fate);

const schedule = fc.record({
	/** When each task is finished, in seconds from the start; some never are. */
	tasks: fc.array(fc.oneof(fc.integer({ min: 0, max: 400 }), fc.constant(Infinity)), {
		minLength: 1,
		maxLength: 6,
	}),
	fates: fc.array(fate, { maxLength: 40 }),
	pollIntervalSeconds: fc.integer({ min: 5, max: 60 }),
	timeoutSeconds: fc.integer({ min: 0, max: 300 }),
});

/** How long files that are late are waited for, and the longest that a last look waits for its permit. */
const LATE_SECONDS = 60;
const PATIENCE_SECONDS = 30;

it('whatever the service answers, every wait ends in time, never early, once, and with the truth', async () => {
	await fc.assert(
		fc.asyncProperty(schedule, async ({ tasks, fates, pollIntervalSeconds, timeoutSeconds }) => {
			const clock = new FakeClock();
			const ends = new Map<string, Array<WaitEnd<Task, Fault>>>();
			const endedAt = new Map<string, number>();
			const finished = new Set<string>();
			let looks = 0;
			const poll = async (id: string): Promise<PollResult<Task, Fault>> => {
				const { fault, lacksFiles, seconds }: Fate = fates[looks++] ?? {
					seconds: 0,
					lacksFiles: false,
				};
				await clock.sleep(seconds * 1000);
				if (fault !== undefined) {
					const { final, rateLimited, retryAfterSeconds } = fault;
					const retry =
						retryAfterSeconds === undefined ? {} : { retryAfterMs: retryAfterSeconds * 1000 };
					return {
						ok: false,
						fault: { final, rateLimited, ...retry },
					};
				}
				const isFinished = clock.now() >= (tasks[Number(id)] ?? 0) * 1000;
				if (isFinished) finished.add(id);
				const state = isFinished ? 'succeeded' : 'running';
				const late = isFinished && lacksFiles ? ({ lacksFiles: true } as const) : {};
				return { ok: true, value: { id, state, ...late } };
			};
			await clock.until(
				waitForTasks({
					taskIds: tasks.map((_end, index) => String(index)),
					poll,
					isTransient: ({ final }) => !final,
					clock,
					random: evenly,
					limiter: newLimiter(clock),
					answerOf: (result) =>
						result.ok
							? { kind: 'accepted' }
							: { ...result.fault, kind: result.fault.rateLimited ? 'tooMany' : 'other' },
					lateFilesMs: LATE_SECONDS * 1000,
					retries: 0,
					signal: new AbortController().signal,
					pollIntervalMs: pollIntervalSeconds * 1000,
					timeoutMs: () => timeoutSeconds * 1000,
					onEnd: (id, end) => {
						ends.set(id, [...(ends.get(id) ?? []), end]);
						endedAt.set(id, clock.now() / 1000);
					},
				}),
			);
			for (const index of tasks.keys()) {
				const id = String(index);
				expect(ends.get(id)).toHaveLength(1);
				const [end] = ends.get(id) ?? [];
				// A result that was seen is never kept back, and none is made up.
				if (end?.kind !== 'refused') expect(end?.kind === 'finished').toBe(finished.has(id));
				if (end?.kind === 'timedOut')
					expect(endedAt.get(id)).toBeGreaterThanOrEqual(timeoutSeconds);
			}
			// A look that began just before the end may take as long as any other.
			const latest = timeoutSeconds + LATE_SECONDS + 3 * LOOK_SECONDS + 2 * PATIENCE_SECONDS;
			expect(clock.now() / 1000).toBeLessThanOrEqual(latest);
		}),
		{ numRuns: 1_000 },
	);
}, 120_000);
