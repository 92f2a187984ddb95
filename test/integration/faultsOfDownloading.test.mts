import type { Rule } from '../../sandbox/misbehaviour/rule.mts';
import { CANARY, expectNoSecrets, useLog } from './support/evidence.mts';
import { useFastClock } from './support/fastClock.mts';
import { FaultTable, frequencies } from './support/faultTable.mts';
import { faults } from './support/faults.mts';
import { told, times } from './support/told.mts';
import { useSandbox } from './support/useSandbox.mts';
import { tasksFor, wait } from './support/waiting.mts';

useFastClock(120);
useLog();
const sandbox = useSandbox({ key: CANARY });

type Misdeed = Extract<Rule, { on: 'download' }>['do'];

const only: Array<[string, Misdeed]> = [
	[
		'403 because the link has expired',
		{ kind: 'answer', status: 403, body: '<Error>Expired</Error>' },
	],
];

const table = new FaultTable('faults of downloading');

async function download(misdeed: Misdeed, hits?: number, failedDownload = 'keepLink') {
	const limit = hits === undefined ? {} : { times: hits };
	sandbox.current.misbehave({ on: 'download', ...limit, do: misdeed });
	const ids = await tasksFor(sandbox.current, {});
	const execution = await wait(sandbox.current, ids, {
		parameters: { options: { failedDownload } },
	});
	expectNoSecrets(execution, sandbox.current);
	return execution;
}

const downloads = () =>
	times(sandbox.current.requests.filter(({ host }) => host === 'videos').length);

describe.each(frequencies)('downloading, when the host answers %s with', (frequency, hits) => {
	it.each([...faults, ...only])('%s', async (fault, misdeed) => {
		const { error, output } = await download(misdeed, hits);
		expect(error).toBeUndefined();
		const [item] = output('Next');
		expect(item?.json.video_url).toContain('http');
		const what = item?.binary ? 'the video' : `the link, and ${String(item?.json.download_failed)}`;
		table.add(fault, frequency, `${what} (${downloads()})`);
	});
});

describe('downloading', () => {
	it('ends as the item wants it when it is to fail', async () => {
		const execution = await download({ kind: 'reset' }, undefined, 'fail');
		expect(execution.error?.name).toBe('NodeApiError');
		const what = `${told(execution)} (${downloads()})`;
		table.add('a reset, with **Fail the Item**', 'every time', what);
	});

	it('is documented, and nothing else', () => {
		table.expectComplete();
	});
});
