import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { Rule } from '../../sandbox/sandbox.mts';
import { CANARY, expectNoSecrets, useLog } from './support/evidence.mts';
import { useFastClock } from './support/fastClock.mts';
import { FaultTable, frequencies, often } from './support/faultTable.mts';
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

const table = new FaultTable('faults of downloading', often);

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

/** What n8n's own store says when it can't keep a file. */
const storeFaults: Array<[string, Error]> = [
	['n8n’s disk is full', Object.assign(new Error('no space'), { code: 'ENOSPC' })],
	[
		'the limit of n8n’s database is reached',
		new Error('… Consider increasing `N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE` …'),
	],
	['n8n’s S3 is down', Object.assign(new Error('S3'), { code: 'ECONNRESET' })],
];

describe.each(frequencies)(
	'downloading, when n8n can not store a file %s, since',
	(frequency, hits) => {
		const fail = (error: Error) => {
			const store = jest.spyOn(Container.get(BinaryDataService), 'store');
			const reject = async () => await Promise.reject(error);
			if (hits === undefined) store.mockImplementation(reject);
			else store.mockImplementationOnce(reject);
			return store;
		};

		it.each(storeFaults)('%s', async (fault, error) => {
			const store = fail(error);
			const ids = await tasksFor(sandbox.current, {});
			const { output } = await wait(sandbox.current, ids);
			const [item] = output('Next');
			table.add(
				fault,
				frequency,
				`the link, and ${String(item?.json.download_failed)} (${downloads()})`,
			);
			store.mockRestore();
		});

		it.each([
			['Stop', 'stopWorkflow'],
			['Continue', 'continueRegularOutput'],
		] as const)('its disk is full, and the item is to fail (%s)', async (name, onError) => {
			const store = fail(storeFaults[0]?.[1] as Error);
			const ids = await tasksFor(sandbox.current, {}, {});
			const execution = await wait(sandbox.current, ids, {
				parameters: { options: { failedDownload: 'fail', maxConcurrentDownloads: 1 } },
				settings: { onError },
			});
			const items = execution.output('Next');
			const videos = items.filter(({ binary }) => binary !== undefined).length;
			const failures = items.flatMap(({ json }) => (json.error ? [String(json.error)] : []));
			const what =
				execution.error === undefined
					? `${videos} of the 2 videos, and ${failures.length === 1 ? '1 item' : `${failures.length} items`} that failed`
					: told(execution);
			const fault = `n8n’s disk is full, two tasks with **Fail the Item**, On Error: ${name}`;
			table.add(fault, frequency, what);
			store.mockRestore();
		});
	},
);

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
