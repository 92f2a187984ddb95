import {
	restartWaits,
	beginPass,
	type SuspendedMemory,
} from '../../../nodes/shared/waiting/suspendedItems.ts';
import {
	dueItems,
	endPass,
	isOver,
	pauseBefore,
	type ItemState,
} from '../../../nodes/shared/waiting/suspendedWait.ts';

const SECOND = 1000;
const MINUTE = 60_000;
const PAUSES = { minPauseMs: 66 * SECOND, minPollGapMs: 66 * SECOND };
const HOUR = 60 * MINUTE;

type Memory = SuspendedMemory<string, string>;
type Looks = Record<string, ItemState<string>>;

const running = (more: Partial<Extract<ItemState<string>, { kind: 'running' }>> = {}) =>
	({ kind: 'running', timeoutMs: HOUR, ...more }) as const;
const ended = (...output: string[]) => ({ kind: 'ended', output }) as const;

/** A pass over these tasks, each with what was found of it, by its task id and occurrence. */
function pass(
	memory: Memory,
	tasks: string[],
	looks: Looks,
	{ now = 0, together = true, origin = 'start' } = {},
) {
	// Nothing but what was saved comes through.
	const begun = beginPass(JSON.parse(JSON.stringify(memory)) as Memory, tasks, origin, now);
	const due = dueItems(begun, now);
	const verdicts = new Map(
		tasks.flatMap((task, index) => {
			const verdict = looks[`${task}@${index}`] ?? looks[task];
			return due.has(index) && verdict !== undefined ? [[index, verdict] as const] : [];
		}),
	);
	const end = endPass(begun, verdicts, { now, together, ...PAUSES });
	return {
		...end,
		due: [...due],
		left: end.done.flatMap(({ output }) => output),
		round: end.stillRunning.map(({ itemIndex }) => tasks[itemIndex]),
	};
}

const nothing: Memory = { batches: [] };

describe('a batch that is handed on together', () => {
	it('leaves in the order in which it came, when the last has ended', () => {
		const first = pass(nothing, ['a', 'b', 'c'], { a: running(), b: ended('B'), c: running() });
		expect([first.left, first.round]).toEqual([[], ['a', 'c']]);

		const later = { now: 70 * SECOND, origin: 'loop' };
		const second = pass(first.memory, ['a', 'c'], { a: running(), c: ended('C0', 'C1') }, later);
		expect([second.left, second.round]).toEqual([[], ['a']]);

		const third = pass(
			second.memory,
			['a'],
			{ a: ended('A') },
			{ now: 140 * SECOND, origin: 'loop' },
		);
		expect(third.done).toEqual([
			{ taskId: 'a', position: 0, output: ['A'], origin: 'start', isFresh: false },
			{ taskId: 'b', position: 1, output: ['B'], origin: 'start', isFresh: false },
			{ taskId: 'c', position: 2, output: ['C0', 'C1'], origin: 'start', isFresh: false },
		]);
		expect(third.memory).toEqual(nothing);
	});

	it('does not wait for items that never come back', () => {
		const first = pass(nothing, ['a', 'b', 'c'], { a: running(), b: ended('B'), c: running() });
		const second = pass(first.memory, ['a'], { a: ended('A') }, { now: 70 * SECOND });
		expect(second.left).toEqual(['A', 'B']);
		const third = pass(second.memory, ['c'], { c: ended('C') }, { now: 140 * SECOND });
		expect(third.done).toEqual([
			{ taskId: 'c', position: 2, output: ['C'], origin: 'start', isFresh: false },
		]);
		expect(third.memory).toEqual(nothing);
	});
});

describe('a batch that is handed on as it finishes', () => {
	it('leaves part by part', () => {
		const looks = { a: running(), b: ended('B') };
		const first = pass(nothing, ['a', 'b'], looks, { together: false });
		expect([first.left, first.round]).toEqual([['B'], ['a']]);
		const second = pass(first.memory, ['a'], { a: ended('A') }, { now: 70 * SECOND });
		expect(second.left).toEqual(['A']);
	});

	it('looks at nothing but the failed one in the pass after a failure', () => {
		const looks: Looks = { a: running(), b: ended('B'), c: { kind: 'failsLater' } };
		const first = pass(nothing, ['a', 'b', 'c'], looks, { together: false });
		expect(first.round).toEqual(['a', 'c']);
		const begun = beginPass(first.memory, ['a', 'c'], 'loop', 1);
		expect(pauseBefore(begun, 1)).toBe(0);
		expect([...dueItems(begun, HOUR)]).toEqual([1]);
	});
});

describe('items that come in', () => {
	it('are known by their task and its occurrence, wherever they stand now', () => {
		const looks: Looks = { 'a@0': running(), 'a@1': ended('second'), 'a@2': running() };
		const first = pass(nothing, ['a', 'a', 'a'], looks);
		const second = pass(
			first.memory,
			['a', 'a'],
			{ 'a@0': ended('first'), 'a@1': ended('third') },
			{ now: 70 * SECOND },
		);
		expect(second.left).toEqual(['first', 'second', 'third']);
	});

	it('are a batch of their own where nobody waits for their tasks', () => {
		const mine = pass(nothing, ['a', 'b'], { a: running(), b: ended('B') });
		const yours = pass(mine.memory, ['x', 'y'], { x: running(), y: ended('Y') }, { now: SECOND });
		expect(yours.memory.batches).toHaveLength(2);
		const x = pass(yours.memory, ['x'], { x: ended('X') }, { now: 80 * SECOND, origin: 'loop' });
		expect(x.left).toEqual(['X', 'Y']);
		const a = pass(x.memory, ['a'], { a: ended('A') }, { now: 90 * SECOND, origin: 'loop' });
		expect(a.left).toEqual(['A', 'B']);
		expect(a.memory).toEqual(nothing);
	});

	it('belong to the batch that they have most in common with', () => {
		const waiting = (...tasks: string[]) => ({
			pending: tasks.map((taskId, position) => ({ taskId, position, since: 0, dueAt: 0 })),
			ready: [],
		});
		const { memory, left } = pass(
			{ batches: [waiting('same', 'mine'), waiting('yours', 'same')] },
			['same', 'yours'],
			{ same: ended('S'), yours: ended('Y') },
		);
		expect(left).toEqual(['Y', 'S']);
		expect(memory).toEqual({ batches: [waiting('same', 'mine')] });
	});

	it('are new each time where their task is not known', () => {
		const begun = beginPass<string, string>(nothing, [undefined, undefined], undefined, 5);
		const end = endPass(
			begun,
			new Map([
				[0, ended('0')],
				[1, ended('1')],
			]),
			{
				now: 5,
				together: true,
				...PAUSES,
				minPollGapMs: MINUTE,
			},
		);
		expect(end.done.map(({ output }) => output)).toEqual([['0'], ['1']]);
		expect(end.memory).toEqual(nothing);
	});

	it('may be two hundred thousand, many of them of one task', () => {
		const many = Array.from({ length: 200_000 }, (_none, index) =>
			index % 2 ? 'same' : `t${index}`,
		);
		const first = pass(nothing, many, {});
		const second = pass(first.memory, many, { same: ended('x') }, { now: 70 * SECOND });
		expect(second.stillRunning).toHaveLength(100_000);
	});
});

describe('the time to come again', () => {
	const at = (memory: Memory, now: number, look: ItemState<string>) =>
		pass(memory, ['a'], { a: look }, { now });

	it('is never sooner than makes sense', () => {
		expect(at(nothing, 0, running()).checkAgainSeconds).toBe(66);
		expect(at(nothing, 0, running({ timeoutMs: 5 * SECOND })).checkAgainSeconds).toBe(66);
	});

	it('is what the service asks for', () => {
		expect(at(nothing, 0, running({ retryAfterMs: 200 * SECOND })).checkAgainSeconds).toBe(200);
	});

	it('is not later than the first deadline', () => {
		expect(
			at(nothing, 0, running({ timeoutMs: 100 * SECOND, retryAfterMs: HOUR })).checkAgainSeconds,
		).toBe(100);
	});

	it('grows with the age of a task, so that ten hours take some dozens of looks', () => {
		let { memory, checkAgainSeconds } = at(nothing, 0, running({ timeoutMs: 24 * HOUR }));
		let looks = 1;
		for (let now = checkAgainSeconds * SECOND; now < 10 * HOUR; now += checkAgainSeconds * SECOND) {
			({ memory, checkAgainSeconds } = at(memory, now, running({ timeoutMs: 24 * HOUR })));
			expect(checkAgainSeconds).toBeLessThanOrEqual(900);
			looks++;
		}
		expect(looks).toBeGreaterThan(24);
		expect(looks).toBeLessThan(80);
	});

	it('follows an estimate that has been seen to fall', () => {
		const look = (now: number, etaSeconds: number) => ({ at: now, status: 'x', etaSeconds });
		const first = at(nothing, 0, running({ poll: look(0, 600) }));
		expect(first.checkAgainSeconds).toBe(66);
		const second = at(first.memory, 66 * SECOND, running({ poll: look(66 * SECOND, 534) }));
		expect(second.checkAgainSeconds).toBe(356);
		expect(second.stillRunning[0]?.last).toMatchObject({ etaSeconds: 534 });
	});

	it('is the same for all, and looks are at those that are due then or ten seconds later', () => {
		const first = pass(nothing, ['a', 'b', 'c'], {
			a: running(),
			b: running({ retryAfterMs: 76 * SECOND }),
			c: running({ retryAfterMs: 77 * SECOND }),
		});
		expect(first.checkAgainSeconds).toBe(66);
		const second = pass(
			first.memory,
			['a', 'b', 'c'],
			{ a: running(), b: running() },
			{ now: 66 * SECOND },
		);
		expect(second.due).toEqual([0, 1]);
	});

	it('is waited for where the loop has no pause', () => {
		const { memory } = at(nothing, 0, running());
		const begun = beginPass(memory, ['a'], 'loop', SECOND);
		expect(pauseBefore(begun, SECOND)).toBe(55 * SECOND);
		expect(pauseBefore(beginPass(memory, ['a', 'new'], 'loop', SECOND), SECOND)).toBe(0);
	});
});

describe('the time that a task has', () => {
	it('counts from its first pass, and is each item’s own', () => {
		const { memory } = pass(nothing, ['a'], { a: running() });
		const begun = beginPass(memory, ['a', 'b'], 'loop', 9 * MINUTE);
		expect(isOver(begun, 0, 10 * MINUTE, 10 * MINUTE)).toBe(true);
		expect(isOver(begun, 0, 10 * MINUTE, 10 * MINUTE - 1)).toBe(false);
		expect(isOver(begun, 0, 20 * MINUTE, 10 * MINUTE)).toBe(false);
		expect(isOver(begun, 1, 10 * MINUTE, 10 * MINUTE)).toBe(false);
		expect(isOver(begun, 1, 0, 9 * MINUTE)).toBe(true);
	});

	it('begins anew for another try of a pass that failed', () => {
		const { memory } = pass(nothing, ['a', 'b', 'c'], {
			a: running(),
			b: running(),
			c: ended('C'),
		});
		const anew = restartWaits(memory, new Set(['a']));
		const begun = beginPass(anew, ['a', 'b'], 'loop', 30 * SECOND);
		expect([...dueItems(begun, 30 * SECOND)]).toEqual([0]);
		expect(isOver(begun, 0, 20 * SECOND, 40 * SECOND)).toBe(false);
		expect(isOver(begun, 1, 20 * SECOND, 40 * SECOND)).toBe(true);
	});
});

describe('what is kept', () => {
	it('is left as it is by a pass that has not ended', () => {
		const { memory } = pass(nothing, ['a'], { a: running() });
		const before = JSON.stringify(memory);
		const begun = beginPass(memory, ['a'], 'loop', MINUTE);
		endPass(begun, new Map([[0, ended('A')]]), { now: MINUTE, together: true, ...PAUSES });
		expect(JSON.stringify(memory)).toBe(before);
	});

	it('is bounded where items never come back', () => {
		let memory = nothing;
		for (let index = 0; index < 200; index++) {
			({ memory } = pass(memory, [`t${index}`], { [`t${index}`]: running() }));
		}
		expect(memory.batches).toHaveLength(50);
	});
});
