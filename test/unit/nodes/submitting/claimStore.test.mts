import fc from 'fast-check';
import type { IExecuteFunctions } from 'n8n-workflow';
import { ClaimStore } from '../../../../nodes/shared/submitting/claimStore.ts';
import { DeduplicationDatabase } from '../../../support/deduplication.mts';
import { FakeClock } from '../support/fakeClock.mts';
import { seeded } from '../support/random.mts';

let workers = 0;

const random = seeded(1);

/** `CLAIM_SCHEDULES=25000 npx jest claimStore` plays more of them. */
const SCHEDULES = Number(process.env.CLAIM_SCHEDULES ?? 1500);

interface World {
	clock: FakeClock;
	database: DeduplicationDatabase;
	/** How long each step of the database takes. */
	delays?: () => number;
}

function world(delays: () => number = () => 5): World {
	const clock = new FakeClock();
	return { clock, database: new DeduplicationDatabase(async () => await clock.sleep(delays())) };
}

/** The store of one execution; executions of the same worker share its locks. */
function storeOf(
	{ clock, database }: World,
	worker: string,
	helpers: object = helpersOf(database),
	faults: object = {},
) {
	const said: string[] = [];
	const context = {
		getWorkflow: () => ({ id: worker }),
		getNode: () => ({ id: 'node' }),
		helpers,
	} as unknown as IExecuteFunctions;
	const log = {
		withoutClaims: () => said.push('without'),
		notWritten: () => said.push('not written'),
		...faults,
	};
	const store = new ClaimStore(context, clock, log, random);
	return Object.assign(store, { said });
}

function helpersOf(database: DeduplicationDatabase) {
	const node = { node: { id: 'node' } } as never;
	return {
		checkProcessedAndRecord: async (items: string[], scope: 'node', options: never) =>
			await database.checkProcessedAndRecord(items, scope, node, options),
		removeProcessed: async (items: string[], scope: 'node') =>
			await database.removeProcessed(items, scope, node),
	};
}

const worker = () => `worker ${++workers}`;

describe('claims in n8n’s database', () => {
	it('that arrive together share one call, and one look a moment later', async () => {
		const it = world();
		const store = storeOf(it, worker());
		const outcomes = Promise.all([store.claim(['a', 'b']), store.claim(['c', 'd'])]);
		expect(await it.clock.until(outcomes)).toEqual(['mine', 'mine']);
		expect(it.database.calls).toBe(2);
		// Two keys each, and a token.
		expect(it.database.entries).toBe(6);
		expect(it.clock.now()).toBeLessThan(250);
	});

	it('are all or none: what is taken in part leaves nothing behind', async () => {
		const it = world();
		const [one, other] = [storeOf(it, worker()), storeOf(it, worker())];
		await it.clock.until(one.claim(['request']));
		expect(await it.clock.until(other.claim(['item', 'request']))).toBe('taken');
		expect(await it.clock.until(other.claim(['item']))).toBe('mine');
	});

	it('can be made again once they are given back', async () => {
		const it = world();
		const store = storeOf(it, worker());
		await it.clock.until(store.claim(['a', 'b']));
		await it.clock.until(store.release(['a', 'b']));
		expect(await it.clock.until(store.claim(['a', 'b']))).toBe('mine');
	});

	it('have one winner each, whoever claims what at the same time on which worker', async () => {
		const claim = fc.record({
			worker: fc.nat(2),
			at: fc.integer({ min: 0, max: 400 }),
			keys: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 2 }),
		});
		const delays = fc.array(fc.integer({ min: 1, max: 149 }), { minLength: 5, maxLength: 20 });
		await fc.assert(
			fc.asyncProperty(fc.array(claim, { maxLength: 8 }), delays, async (claims, times) => {
				let step = 0;
				const it = world(() => times[step++ % times.length] ?? 1);
				const names = [worker(), worker(), worker()];
				const owners = new Map<string, number>();
				await it.clock.until(
					Promise.all(
						claims.map(async ({ at, keys, ...by }) => {
							await it.clock.sleep(at);
							const outcome = await storeOf(it, names[by.worker] ?? '').claim(keys);
							if (outcome !== 'mine') return;
							for (const key of keys) owners.set(key, (owners.get(key) ?? 0) + 1);
						}),
					),
				);
				expect([...owners.values()].every((count) => count === 1)).toBe(true);
				// Nobody who came alone is turned away.
				if (claims.length === 1) expect(owners.size).toBe(claims[0]?.keys.length);
			}),
			{ numRuns: SCHEDULES },
		);
	});

	const speeds = [5, 20, 60].map((ms) => [ms]);
	it.each(speeds)('are all granted to a crowd on four workers, %i ms a step', async (ms) => {
		const it = world(() => ms);
		const names = [worker(), worker(), worker(), worker()];
		const outcomes = Array.from({ length: 200 }, async (_, index) => {
			await it.clock.sleep(index * 10);
			const store = storeOf(it, names[index % names.length] ?? '');
			return await store.claim([`item ${index}`, `request ${index}`]);
		});
		expect(new Set(await it.clock.until(Promise.all(outcomes)))).toEqual(new Set(['mine']));
		expect(it.clock.now()).toBeLessThan(8000);
	});

	it.each(speeds)('are free again for a crowd that gave them back, %i ms a step', async (ms) => {
		const it = world(() => ms);
		const names = [worker(), worker(), worker(), worker()];
		const outcomes = Array.from({ length: 200 }, async (_, index) => {
			const store = storeOf(it, names[index % names.length] ?? '');
			const keys = [`item ${index}`, `request ${index}`];
			await it.clock.sleep(index * 10);
			const first = await store.claim(keys);
			await store.release(keys);
			await it.clock.sleep(1000 * random());
			return [first, await store.claim(keys)];
		});
		const all = (await it.clock.until(Promise.all(outcomes))).flat();
		expect(new Set(all)).toEqual(new Set(['mine']));
	});

	it('have one holder at a time, whoever gives them back and claims them again', async () => {
		const step = fc.record({ holdMs: fc.nat(400), restMs: fc.nat(400), key: fc.nat(2) });
		const actor = fc.record({ worker: fc.nat(2), steps: fc.array(step, { maxLength: 4 }) });
		const delays = fc.array(fc.integer({ min: 1, max: 149 }), { minLength: 5, maxLength: 20 });
		await fc.assert(
			fc.asyncProperty(fc.array(actor, { maxLength: 5 }), delays, async (actors, times) => {
				let turn = 0;
				const it = world(() => times[turn++ % times.length] ?? 1);
				const names = [worker(), worker(), worker()];
				const held = new Set<string>();
				const play = async (by: (typeof actors)[number], index: number) => {
					const store = storeOf(it, names[by.worker] ?? '');
					for (const { holdMs, restMs, key } of by.steps) {
						const keys = [`shared ${key}`, `own ${index}`];
						if ((await store.claim(keys)) === 'mine') {
							for (const one of keys) expect(held.has(one)).toBe(false);
							for (const one of keys) held.add(one);
							await it.clock.sleep(holdMs);
							for (const one of keys) held.delete(one);
							await store.release(keys);
						}
						await it.clock.sleep(restMs);
					}
					// What it alone wants it gets in the end, so nothing was left behind.
					expect(await store.claim([`own ${index}`])).toBe('mine');
				};
				await it.clock.until(Promise.all(actors.map(play)));
			}),
			{ numRuns: SCHEDULES / 3 },
		);
	});

	it('of one key by two executions of a worker come one after the other', async () => {
		const it = world();
		const name = worker();
		const claims = [storeOf(it, name).claim(['a', 'b']), storeOf(it, name).claim(['b', 'c'])];
		expect(await it.clock.until(Promise.all(claims))).toEqual(['mine', 'taken']);
		expect(await it.clock.until(storeOf(it, name).claim(['c']))).toBe('mine');
	});

	it('that another execution of the worker lost in part go to the one that waits for them', async () => {
		const it = world();
		const name = worker();
		await it.clock.until(storeOf(it, worker()).claim(['request']));
		const claims = [
			storeOf(it, name).claim(['item', 'request']),
			storeOf(it, name).claim(['item']),
		];
		expect(await it.clock.until(Promise.all(claims))).toEqual(['taken', 'mine']);
	});

	it('leave no entry behind that pushes older claims out of the row', async () => {
		const it = world();
		const [holder, other] = [storeOf(it, worker()), storeOf(it, worker())];
		await it.clock.until(holder.claim(['held']));
		const before = it.database.entries;
		expect(await it.clock.until(other.claim(['held']))).toBe('taken');
		expect(await it.clock.until(other.claim(['held', 'item']))).toBe('taken');
		expect(await it.clock.until(other.claim(['a', 'b']))).toBe('mine');
		await it.clock.until(other.release(['a', 'b']));
		await it.clock.until(it.clock.sleep(1000));
		expect(it.database.entries).toBe(before);
	});

	it('are given back where the database fails before they are known to be held', async () => {
		const it = world();
		const store = storeOf(it, worker());
		const claim = store.claim(['a']);
		await it.clock.until(it.clock.sleep(100));
		it.database.broken = new Error('Connection terminated');
		expect(await it.clock.until(claim)).toBe('unclaimable');
		it.database.broken = undefined;
		expect(await it.clock.until(store.claim(['a']))).toBe('mine');
	});

	it('are not lost with an execution whose log fails: its claims and those of others end', async () => {
		const it = world();
		const name = worker();
		const log = {
			withoutClaims: () => {},
			notWritten: () => {
				throw new Error('The log is closed');
			},
		};
		const first = storeOf(it, name, helpersOf(it.database), log);
		it.database.broken = new Error('Connection terminated');
		const claims = [first.claim(['a']), storeOf(it, name).claim(['b'])];
		expect(await it.clock.until(Promise.all(claims))).toEqual(['unclaimable', 'unclaimable']);
		it.database.broken = undefined;
		expect(await it.clock.until(storeOf(it, name).claim(['c']))).toBe('mine');
	});

	it('are not granted because n8n has no such helper for another execution of the worker', async () => {
		const it = world();
		const name = worker();
		await it.clock.until(storeOf(it, name).claim(['a']));
		const claims = [storeOf(it, name, {}).claim(['b']), storeOf(it, name).claim(['a'])];
		expect(await it.clock.until(Promise.all(claims))).toEqual(['mine', 'taken']);
	});

	it('of executions that shared a call are given back quietly where n8n has no such helper', async () => {
		const it = world();
		const name = worker();
		const stores = [storeOf(it, name, {}), storeOf(it, name, {})];
		await it.clock.until(
			Promise.all(stores.map(async (store, index) => store.claim([`${index}`]))),
		);
		await it.clock.until(
			Promise.all(stores.map(async (store, index) => store.release([`${index}`]))),
		);
		expect(stores.flatMap(({ said }) => said)).not.toContain('not written');
	});

	it.each([
		['an n8n that has no such helper', {}],
		[
			'an n8n that never set it up',
			{
				checkProcessedAndRecord: async () => {
					throw Object.assign(new Error('Instance needs to initialized'), {
						code: 'ERR_ASSERTION',
					});
				},
			},
		],
		[
			'an engine that does without',
			{
				checkProcessedAndRecord: async () => {
					throw new Error('Deduplication is not supported in engine v2');
				},
			},
		],
	])('are granted in %s, which is said', async (_what, helpers) => {
		const it = world();
		const store = storeOf(it, worker(), helpers);
		expect(await it.clock.until(store.claim(['a']))).toBe('mine');
		expect(await it.clock.until(store.claim(['a']))).toBe('mine');
		expect(store.said).toEqual(['without']);
	});

	it('are not granted where the database does not work, which is said', async () => {
		const it = world();
		it.database.broken = new Error('SQLITE_FULL: database or disk is full');
		const store = storeOf(it, worker());
		expect(await it.clock.until(store.claim(['a']))).toBe('unclaimable');
		expect(store.said).toEqual(['not written']);
		it.database.broken = undefined;
		expect(await it.clock.until(store.claim(['a']))).toBe('mine');
	});
});
