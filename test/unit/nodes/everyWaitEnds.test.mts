import fc from 'fast-check';
import { finished, lacking, running, waited, type Fault } from './support/waitingRoom.mts';

/** What one look brings: the state as it is, or a fault in its place. */
interface Fate {
	/** Seconds that the answer takes; never more than any look is given. */
	seconds: number;
	fault?: Fault;
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
				kind: fc.constantFrom('tooMany' as const, 'other' as const),
				// Most faults pass, or there would be little to see.
				final: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
				retryAfterMs: optional(fc.constantFrom(0, 1000, 30_000, 3_600_000)),
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
			const seen = new Set<string>();
			let looks = 0;
			const { clock, ends } = await waited(
				tasks.map((_end, index) => String(index)),
				async (id, _at, { clock: time }) => {
					const { fault, lacksFiles, seconds } = fates[looks++] ?? {
						seconds: 0,
						lacksFiles: false,
					};
					await time.sleep(seconds * 1000);
					if (fault !== undefined) return { ok: false, fault };
					if (time.now() < (tasks[Number(id)] ?? 0) * 1000) return running;
					seen.add(id);
					return lacksFiles ? lacking : finished;
				},
				{
					pollIntervalMs: pollIntervalSeconds * 1000,
					timeoutMs: () => timeoutSeconds * 1000,
					lateFilesMs: LATE_SECONDS * 1000,
				},
			);
			expect(ends.map(({ taskId }) => Number(taskId)).sort()).toEqual([...tasks.keys()]);
			for (const { taskId, kind, at } of ends) {
				// A result that was seen is never kept back, and none is made up.
				if (kind !== 'refused') expect(kind === 'finished').toBe(seen.has(taskId));
				if (kind === 'timedOut') expect(at).toBeGreaterThanOrEqual(timeoutSeconds * 1000);
			}
			// A look that began just before the end may take as long as any other.
			const latest = timeoutSeconds + LATE_SECONDS + 3 * LOOK_SECONDS + 2 * PATIENCE_SECONDS;
			expect(clock.now() / 1000).toBeLessThanOrEqual(latest);
		}),
		{ numRuns: 500 },
	);
}, 120_000);
