import { suspend, useMovableClock } from './support/suspending.mts';
import { useSandbox } from './support/useSandbox.mts';
import { contentOf, tasksFor } from './support/waiting.mts';

const clock = useMovableClock();
const sandbox = useSandbox();

const slow = (seconds: number) => ({ prompt: `[sandbox: slow ${seconds}]` });

describe('a suspended wait', () => {
	it('hands on at once what has already finished', async () => {
		const ids = await tasksFor(sandbox.current, {}, {});
		const { output, pause, error } = await suspend(sandbox.current, ids);
		expect(error).toBeUndefined();
		expect(pause).toBeUndefined();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
		expect(await contentOf(output('Next')[0]?.binary?.data)).toBe(`video 0 of ${ids[0]}`);
	});

	it('parks the execution while a task runs, and goes on after the pause', async () => {
		const ids = await tasksFor(sandbox.current, slow(100));
		const parked = await suspend(sandbox.current, ids);
		expect(parked.error).toBeUndefined();
		expect(parked.pause).toBeCloseTo(65, 0);
		expect(sandbox.current.polls()).toBe(1);

		clock.putForward(65);
		const again = await parked.resume();
		expect(again.pause).toBeCloseTo(65, 0);
		expect(sandbox.current.polls()).toBe(2);

		clock.putForward(65);
		const { output, pause, error } = await again.resume();
		expect(error).toBeUndefined();
		expect(pause).toBeUndefined();
		expect(output('Next').map(({ json }) => json.task_id)).toEqual(ids);
		expect(sandbox.current.polls()).toBe(3);
	});

	it('lets a finished video move on while a slower one goes on waiting', async () => {
		const ids = await tasksFor(sandbox.current, slow(100), slow(50), slow(30));
		const parked = await suspend(sandbox.current, ids);
		clock.putForward(65);
		const again = await parked.resume();
		expect(again.output('Next').map(({ json }) => json.task_id)).toEqual([ids[1], ids[2]]);
		expect(again.pause).toBeCloseTo(65, 0);

		clock.putForward(65);
		const { output } = await again.resume();
		expect(output('Next', 0, 1).map(({ json }) => json.task_id)).toEqual([ids[0]]);
	});
});
