import { useFastClock } from './support/fastClock.mts';
import { useSandbox } from './support/useSandbox.mts';
import { tasksFor, wait } from './support/waiting.mts';

const sandbox = useSandbox();

// The pause after a fault is seconds.
useFastClock(10);

describe('a single check', () => {
	it.each([
		['502 with HTML', { kind: 'html', status: 502 }],
		['429', { kind: 'error', reason: 'RATE_LIMIT_EXCEEDED' }],
		['404 of a task that is not known yet', { kind: 'answer', status: 404 }],
		['a reset', { kind: 'reset' }],
	] as const)('looks again within seconds after %s', async (_what, misdeed) => {
		sandbox.current.misbehave({ on: 'poll', times: 2, do: misdeed });
		const ids = await tasksFor(sandbox.current, {});
		const { error, output } = await wait(sandbox.current, ids, { parameters: { mode: 'check' } });
		expect(error).toBeUndefined();
		expect(output('Next')[0]?.json).toMatchObject({ task_id: ids[0], video_index: 0 });
		expect(sandbox.current.polls()).toBe(3);
	});

	it('does not look again where the service wants to be left alone for longer', async () => {
		const headers = { 'Retry-After': '3600' };
		sandbox.current.misbehave({ on: 'poll', do: { kind: 'answer', status: 429, headers } });
		const { error } = await wait(sandbox.current, ['some-task'], { parameters: { mode: 'check' } });
		expect(error?.message).toContain('too many requests');
		expect(sandbox.current.polls()).toBe(1);
	});
});
