import { CANARY, expectNoSecrets, useLog } from './support/evidence.mts';
import { execute, withNode, type Execution } from './support/execute.mts';
import { useFastClock } from './support/fastClock.mts';
import { FaultTable, frequencies, often } from './support/faultTable.mts';
import { faults, unreachable } from './support/faults.mts';
import { told, times } from './support/told.mts';
import { useSandbox } from './support/useSandbox.mts';
import { workflow } from './support/workflows.mts';

useFastClock(500);
useLog();
const sandbox = useSandbox({ key: CANARY });

const only = [
	['a success without `task_id`', { kind: 'answer', status: 200, body: { id: 'x' } }],
	['a success with a number as `task_id`', { kind: 'answer', status: 200, body: { task_id: 7 } }],
	[
		'a success with the `task_id` one level deeper',
		{ kind: 'answer', status: 200, body: { data: { task_id: 'x' } } },
	],
	['a success with an empty `task_id`', { kind: 'answer', status: 200, body: { task_id: '' } }],
] as const;

const table = new FaultTable('faults of submitting', often);

async function submit(baseUrl = sandbox.current.url): Promise<Execution> {
	const { url } = sandbox.current;
	// Only a service on this machine can fetch pictures from it.
	const frame = `${baseUrl === url ? url : 'https://frames.example'}/frames/dawn.png`;
	const execution = await execute({
		workflow: withNode(workflow('submit'), 'Veo', { firstFrameUrl: frame, lastFrameUrl: frame }),
		credential: { apiKey: CANARY, baseUrl },
	});
	const { error } = execution;
	if (error !== undefined) expect(['NodeApiError', 'NodeOperationError']).toContain(error.name);
	// Whatever happens, it is not paid for twice.
	expect(sandbox.current.tasks.length).toBeLessThanOrEqual(1);
	expectNoSecrets(execution, sandbox.current);
	return execution;
}

function inWords(execution: Execution): string {
	const { submitted, tasks } = sandbox.current;
	const count = submitted().length;
	const requests = `${count > 2 ? 'about ' : ''}${times(count)}`;
	if (execution.error === undefined) return `submitted (${requests})`;
	const accepted = tasks.length === 0 ? '' : ', accepted by the service';
	return `${told(execution)} (${requests}${accepted})`;
}

describe.each(frequencies)('submitting, when the service answers %s with', (frequency, hits) => {
	it.each([...faults, ...only])('%s', async (fault, misdeed) => {
		const limit = hits === undefined ? {} : { times: hits };
		sandbox.current.misbehave({ on: 'submit', ...limit, do: misdeed });
		table.add(fault, frequency, inWords(await submit()));
	});
});

describe('submitting', () => {
	it.each(unreachable)('when nobody is there: %s', async (fault, baseUrl) => {
		table.add(fault, 'every time', told(await submit(baseUrl)));
	});

	it('is documented, and nothing else', () => {
		table.expectComplete();
	});
});
