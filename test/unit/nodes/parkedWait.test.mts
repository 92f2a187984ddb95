import { ParkedWait, type ParkedTasks } from '../../../nodes/shared/waiting/parkedWait.ts';

const MINUTE = 60_000;

function begin(tasks: ParkedTasks = {}) {
	return new ParkedWait(tasks, { pauseMs: MINUTE, timeoutMs: 10 * MINUTE });
}

describe('a wait that is carried on by passes', () => {
	it('looks at a new task at once', () => {
		expect(begin().isDue('a', 5)).toBe(true);
		expect(begin().knows('a')).toBe(false);
	});

	it('looks at a running task again after the pause', () => {
		const tasks: ParkedTasks = {};
		begin(tasks).goesOn('a', 1000);
		// The next pass has nothing but what was saved.
		const later = begin(JSON.parse(JSON.stringify(tasks)) as ParkedTasks);
		expect(later.knows('a')).toBe(true);
		expect(later.isDue('a', 1000 + MINUTE - 1)).toBe(false);
		expect(later.isDue('a', 1000 + MINUTE)).toBe(true);
		expect(later.firstDueAt(['a'])).toBe(1000 + MINUTE);
	});

	it('leaves the service alone for as long as it asks', () => {
		const wait = begin();
		wait.goesOn('a', 0, 3 * MINUTE);
		expect(wait.firstDueAt(['a'])).toBe(3 * MINUTE);
	});

	it('takes the last look when the time is up, not a pause later', () => {
		const wait = begin();
		wait.goesOn('a', 0);
		wait.goesOn('a', 9.5 * MINUTE);
		expect(wait.firstDueAt(['a'])).toBe(10 * MINUTE);
		expect(wait.isOver('a', 10 * MINUTE - 1)).toBe(false);
		expect(wait.isOver('a', 10 * MINUTE)).toBe(true);
	});

	it('counts the time of each task from its own first look', () => {
		const wait = begin();
		wait.goesOn('a', 0);
		wait.goesOn('b', 4 * MINUTE);
		expect([wait.isOver('a', 11 * MINUTE), wait.isOver('b', 11 * MINUTE)]).toEqual([true, false]);
		expect(wait.firstDueAt(['a', 'b'])).toBe(MINUTE);
	});

	it('keeps nothing of a task that has ended', () => {
		const tasks: ParkedTasks = {};
		const wait = begin(tasks);
		wait.goesOn('a', 0);
		wait.ended('a');
		expect(tasks).toEqual({});
	});

	it('knows no time at all as over after the first look', () => {
		const wait = new ParkedWait({}, { pauseMs: MINUTE, timeoutMs: 0 });
		expect(wait.isOver('a', 7)).toBe(true);
	});

	it('lets a task come round that is looked at in any pass', () => {
		const wait = begin();
		wait.goesOn('a', 0);
		wait.comesAgain('a', 10);
		expect(wait.isDue('a', 10)).toBe(true);
	});

	it('looks at a task at any time that is new, or that comes round once more', () => {
		const wait = begin();
		expect(wait.firstDueAt(['new'])).toBe(-Infinity);
		wait.comesAgain('a', 5 * MINUTE);
		expect(wait.knows('a')).toBe(true);
		expect(wait.firstDueAt(['a'])).toBe(5 * MINUTE);
	});

	it('counts the time on when a task comes round once more', () => {
		const wait = begin();
		wait.goesOn('a', 0);
		wait.comesAgain('a', 9 * MINUTE);
		expect(wait.isOver('a', 10 * MINUTE)).toBe(true);
	});
});
