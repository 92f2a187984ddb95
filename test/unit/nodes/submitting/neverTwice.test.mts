import fc from 'fast-check';
import { AcceptanceLog } from '../../../../nodes/shared/submitting/acceptanceLog.ts';
import { RunMemory } from '../../../../nodes/shared/submitting/runMemory.ts';
import { DeduplicationDatabase } from '../../../support/deduplication.mts';
import { World, type Fate, type Launch } from './support/world.mts';

const RUNS = 400;

const prompts = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 7 });

const launch: fc.Arbitrary<Launch> = fc.record({
	retries: fc.option(fc.nat(3), { nil: undefined, freq: 4 }),
	kind: fc.constantFrom('batch' as const, 'once' as const, 'tool' as const),
	prompts,
	worker: fc.nat(1),
	disturbance: fc.option(
		fc.record({
			step: fc.nat(30),
			kind: fc.constantFrom('stop' as const, 'crash' as const, 'crashAfter' as const),
		}),
		{ nil: undefined },
	),
	continues: fc.boolean(),
	loops: fc.boolean(),
});

const fate = fc.oneof(
	fc.constant<Fate>('ok'),
	fc.constantFrom<Fate>('lostAfter', 'lostBefore', 'gateway503', 'refused', 'busy', 'down'),
);

const history = fc.record({
	/** One after another, and in each of them at the same time. */
	times: fc.array(fc.array(launch, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
	fates: fc.array(fate, { maxLength: 12 }),
	delays: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 3, maxLength: 9 }),
});

/** Plays histories of executions, retries, crashes and people, and holds each against what must be true. */
async function play(numRuns: number, options: { endOnFailure?: boolean } = {}): Promise<number[]> {
	let [launches, posts] = [0, 0];
	const property = fc.asyncProperty(history, async ({ times, fates, delays }) => {
		const world = new World(fates, delays);
		for (const together of times) {
			launches += together.length;
			await world.clock.until(Promise.all(together.map(async (one) => await world.run(one))));
		}
		for (const [wish, count] of world.posts) {
			expect([wish, count <= (world.wished.get(wish) ?? 0)]).toEqual([wish, true]);
			posts += count;
		}
		const log = world.log.join();
		expect(world.known.filter((taskId) => !log.includes(taskId))).toEqual([]);
		expect(world.lost).toEqual([]);
	});
	await fc.assert(property, { numRuns, ...options });
	return [launches, posts];
}

// The nodes give way to others by real time, in which the clock of the test would run on.
beforeEach(() => void jest.spyOn(performance, 'now').mockReturnValue(0));

describe('whatever crashes, stops, is retried, runs at the same time, or breaks', () => {
	it('nothing is paid for twice, and no task id is lost', async () => {
		for (const count of await play(RUNS)) expect(count).toBeGreaterThan(RUNS);
	});
});

describe('a fault that is planted', () => {
	afterEach(() => jest.restoreAllMocks());

	const claims = DeduplicationDatabase.prototype;
	const { checkProcessedAndRecord } = claims;
	const spy = jest.spyOn;
	it.each<[string, () => void]>([
		[
			'claims that are never held against the database',
			() =>
				spy(claims, 'checkProcessedAndRecord').mockImplementation(async function (
					this: DeduplicationDatabase,
					...call
				) {
					await checkProcessedAndRecord.apply(this, call);
					return { new: call[0], processed: [] };
				}),
		],
		[
			'a run that remembers nothing',
			() => spy(RunMemory.prototype, 'find').mockReturnValue(undefined),
		],
		[
			'a log without what is accepted',
			() => spy(AcceptanceLog.prototype, 'accepted').mockReturnValue(),
		],
	])('is found: %s', async (_what, plant) => {
		plant();
		// Finding the smallest history that shows a fault takes longer than finding one.
		await expect(play(3 * RUNS, { endOnFailure: true })).rejects.toThrow('Property failed');
	});
});
