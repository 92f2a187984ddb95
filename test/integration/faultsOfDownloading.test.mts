import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import { CANARY, expectNoSecrets, useLog } from './support/evidence.mts';
import { faults, frequencies } from './support/faults.mts';
import { told } from './support/told.mts';
import { useSandbox } from './support/useSandbox.mts';
import { tasksFor, wait } from './support/waiting.mts';

useLog();
const sandbox = useSandbox({ key: CANARY });

/** What came of the file of a task, and whether it was asked for again. */
async function download(): Promise<string> {
	const { current } = sandbox;
	const execution = await wait(current, await tasksFor(current, {}));
	expectNoSecrets(execution, current);
	const again =
		current.requests.filter(({ host }) => host === 'videos').length > 1 ? ', asked again' : '';
	if (execution.error !== undefined) return told(execution) + again;
	expect(execution.output('Next')[0]?.binary).toBeDefined();
	return `the video${again}`;
}

const expired = { kind: 'answer', status: 403, body: '<Error>Expired</Error>' } as const;

describe.each(frequencies)('downloading, when the host answers %s with', (_frequency, hits) => {
	it.each([...faults, ['403 because the link has expired', expired] as const])(
		'%s',
		async (_fault, misdeed) => {
			const limit = hits === undefined ? {} : { times: hits };
			sandbox.current.misbehave({ on: 'download', ...limit, do: misdeed });
			expect(await download()).toMatchSnapshot();
		},
		// Half an hour may pass in each try, and a busy machine lets it pass slowly.
		180_000,
	);
});

/** What n8n's own store says when it can't keep a file. */
const ofStore: Array<[string, Error]> = [
	['n8n’s disk is full', Object.assign(new Error('no space'), { code: 'ENOSPC' })],
	[
		'the limit of n8n’s database is reached',
		new Error('… Consider increasing `N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE` …'),
	],
	['n8n’s S3 is down', Object.assign(new Error('S3'), { code: 'ECONNRESET' })],
];

describe('downloading', () => {
	it.each(ofStore)('when %s', async (_fault, error) => {
		const store = jest.spyOn(Container.get(BinaryDataService), 'store');
		store.mockImplementation(async () => await Promise.reject(error));
		expect(await download()).toMatchSnapshot();
		store.mockRestore();
	});
});
