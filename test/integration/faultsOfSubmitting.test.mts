import type { Rule } from '../../sandbox/sandbox.mts';
import { CANARY, expectNoSecrets, useLog } from './support/evidence.mts';
import { execute, withNode } from './support/execute.mts';
import { faults, frequencies, unreachable } from './support/faults.mts';
import { told } from './support/told.mts';
import { useSandbox } from './support/useSandbox.mts';
import { workflow } from './support/workflows.mts';

useLog();
const sandbox = useSandbox({ key: CANARY });

type Misdeed = Extract<Rule, { on: 'submit' }>['do'];

const answer = (body: Record<string, number | string | { task_id: string }>): Misdeed => ({
	kind: 'answer',
	status: 200,
	body,
});
const only: Array<[string, Misdeed]> = [
	['a success without `task_id`', answer({ id: 'x' })],
	['a success with a number as `task_id`', answer({ task_id: 7 })],
	['a success with the `task_id` one level deeper', answer({ data: { task_id: 'x' } })],
	['a success with an empty `task_id`', answer({ task_id: '' })],
];

/** Submits one item, and tells what came of it and whether it was sent again. */
async function submit(baseUrl = sandbox.current.url): Promise<string> {
	const { current } = sandbox;
	// Only a service on this machine can fetch images from it.
	const frame = `${baseUrl === current.url ? baseUrl : 'https://frames.example'}/frames/dawn.png`;
	const execution = await execute({
		workflow: withNode(workflow('submit'), 'Veo', { firstFrameUrl: frame, lastFrameUrl: frame }),
		credential: { apiKey: CANARY, baseUrl },
	});
	// Whatever happens, it is not paid for twice.
	expect(current.tasks.length).toBeLessThanOrEqual(1);
	expectNoSecrets(execution, current);
	const accepted = current.tasks.length === 1 ? ', accepted' : '';
	const outcome = execution.error === undefined ? 'submitted' : told(execution) + accepted;
	return `${outcome}${current.submitted().length > 1 ? ', sent again' : ''}`;
}

describe.each(frequencies)('submitting, when the service answers %s with', (_frequency, hits) => {
	it.each([...faults, ...only])('%s', async (_fault, misdeed) => {
		const limit = hits === undefined ? {} : { times: hits };
		sandbox.current.misbehave({ on: 'submit', ...limit, do: misdeed });
		expect(await submit()).toMatchSnapshot();
	});
});

describe('submitting', () => {
	it.each(unreachable)('when nobody is there: %s', async (_fault, baseUrl) => {
		expect(await submit(baseUrl)).toMatchSnapshot();
	});
});
