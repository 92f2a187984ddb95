import { CANARY, expectNoSecrets, told, useLog } from './support/evidence.mts';
import { faults, frequencies } from './support/faults.mts';
import { useSandbox } from './support/useSandbox.mts';
import { tasksFor, wait } from './support/waiting.mts';

useLog();
const sandbox = useSandbox({ key: CANARY });

/** What came of the file of a task, and whether it was asked for again. */
async function download(): Promise<string> {
	const execution = await wait(await tasksFor({}));
	expectNoSecrets(execution);
	const again = sandbox.downloads().length > 1 ? ', asked again' : '';
	if (execution.error !== undefined) return told(execution) + again;
	expect(execution.output('Next')[0]?.binary).toBeDefined();
	return `the video${again}`;
}

const expired = { kind: 'answer', status: 403, body: '<Error>Expired</Error>' } as const;

describe.each(frequencies)('downloading, when the host answers %s with', (_frequency, hits) => {
	const all = [...faults, ['403 because the link has expired', expired] as const];
	it.each(all)('%s', async (_fault, misdeed) => {
		sandbox.misbehave({ on: 'download', ...hits, do: misdeed });
		expect(await download()).toMatchSnapshot();
	});
});
