import type { Rule } from '../../sandbox/sandbox.mts';
import { CANARY, expectNoSecrets, told, useLog } from './support/evidence.mts';
import { faults, frequencies, unreachable } from './support/faults.mts';
import { submit } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';

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
async function tell(baseUrl = sandbox.url): Promise<string> {
	const execution = await submit({}, { credential: { apiKey: CANARY, baseUrl } });
	// Whatever happens, it is not paid for twice.
	expect(sandbox.tasks.length).toBeLessThanOrEqual(1);
	expectNoSecrets(execution);
	const accepted = sandbox.tasks.length === 1 ? ', accepted' : '';
	const outcome = execution.error === undefined ? 'submitted' : told(execution) + accepted;
	return `${outcome}${sandbox.submitted().length > 1 ? ', sent again' : ''}`;
}

describe.each(frequencies)('submitting, when the service answers %s with', (_frequency, hits) => {
	it.each([...faults, ...only])('%s', async (_fault, misdeed) => {
		sandbox.misbehave({ on: 'submit', ...hits, do: misdeed });
		expect(await tell()).toMatchSnapshot();
	});
});

it.each(unreachable)('submitting when nobody is there: %s', async (_fault, baseUrl) => {
	expect(await tell(baseUrl)).toMatchSnapshot();
});
