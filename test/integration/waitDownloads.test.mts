import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { useFastClock } from './support/fastClock.mts';
import { until } from './support/servers.mts';
import { useSandbox } from './support/useSandbox.mts';
import { startWaiting, tasksFor, wait } from './support/waiting.mts';

const sandbox = useSandbox();

// The pauses between tries are seconds.
useFastClock(10);

describe('a download', () => {
	it.each([
		['an expired link', { kind: 'answer', status: 403 }],
		['a connection that is cut', { kind: 'reset' }],
		['a video that is cut short', { kind: 'cutBody' }],
	] as const)('is tried again with a fresh link after %s', async (_what, misdeed) => {
		sandbox.current.misbehave({ on: 'download', times: 1, do: misdeed });
		const ids = await tasksFor(sandbox.current, {});
		const { error, output } = await wait(sandbox.current, ids);

		expect(error).toBeUndefined();
		expect(output('Next')[0]?.binary?.data?.bytes).toBe(`video 0 of ${ids[0]}`.length);
		const downloads = sandbox.current.requests.filter(({ host }) => host === 'videos');
		expect(downloads).toHaveLength(2);
		expect(downloads[0]?.query).not.toEqual(downloads[1]?.query);
	});

	it.each([
		['no longer lists the file', { kind: 'videos', value: 'empty' }],
		['can not be read', { kind: 'html', status: 502 }],
	] as const)('is tried again with the same link where a fresh answer %s', async (_what, odd) => {
		sandbox.current.misbehave({ on: 'download', times: 1, do: { kind: 'reset' } });
		sandbox.current.misbehave({ on: 'poll', after: 1, do: odd });
		const ids = await tasksFor(sandbox.current, {});
		const { error, output } = await wait(sandbox.current, ids);

		expect(error).toBeUndefined();
		expect(output('Next')[0]?.binary?.data?.bytes).toBe(`video 0 of ${ids[0]}`.length);
		expect(downloads()[0]?.query).toEqual(downloads()[1]?.query);
	});

	it('that fails in the end leaves the link, and says why there is no file', async () => {
		sandbox.current.misbehave({ on: 'download', do: { kind: 'answer', status: 403 } });
		const ids = await tasksFor(sandbox.current, {});
		const { error, output } = await wait(sandbox.current, ids);

		expect(error).toBeUndefined();
		const [item] = output('Next');
		expect(item?.json).toMatchObject({
			task_id: ids[0],
			video_url: expect.stringContaining(sandbox.current.videoUrl),
			download_failed: 'the file host answered with HTTP 403',
		});
		expect(item?.binary).toBeUndefined();
	});

	it('that fails leaves the other samples of its task alone', async () => {
		const ids = await tasksFor(sandbox.current, { sample_count: 3 });
		// Three tries for the first sample; the others are served.
		sandbox.current.misbehave({ on: 'download', times: 3, do: { kind: 'reset' } });
		const { output } = await wait(sandbox.current, ids, { parameters: { output: 'perTask' } });

		const [item] = output('Next');
		expect(Object.keys(item?.binary ?? {})).toEqual(['data_1', 'data_2']);
		const videos = item?.json.videos as Array<Record<string, unknown>>;
		expect(videos.map((video) => 'download_failed' in video)).toEqual([true, false, false]);
	});

	it('that fails can be made to fail the item, and shows no signed link', async () => {
		sandbox.current.misbehave({ on: 'download', do: { kind: 'answer', status: 403 } });
		const ids = await tasksFor(sandbox.current, {});
		const { error, run } = await wait(sandbox.current, ids, {
			parameters: { options: { failedDownload: 'fail' } },
		});

		expect(error?.name).toBe('NodeApiError');
		expect(error?.message).toBe(`Video 0 of task ${ids[0]} could not be downloaded [item 0]`);
		expect(error?.description).toContain('Wait for the same ID again');
		expect(JSON.stringify(run)).not.toContain('signature=');
	});
});

describe('a host that compresses all the same', () => {
	it('is asked not to, and gives the file whole', async () => {
		sandbox.current.misbehave({ on: 'download', do: { kind: 'compress' } });
		const ids = await tasksFor(sandbox.current, {});
		const { output } = await wait(sandbox.current, ids);

		expect(output('Next')[0]?.json).not.toHaveProperty('download_failed');
		expect(output('Next')[0]?.binary?.data?.bytes).toBe(`video 0 of ${ids[0]}`.length);
		expect(downloads()).toHaveLength(1);
		expect(downloads()[0]?.headers['accept-encoding']).toBe('identity');
	});
});

describe('when n8n can not store a file', () => {
	const rejectWith = (error: Error, { afterReading }: { afterReading: boolean }) =>
		jest
			.spyOn(Container.get(BinaryDataService), 'store')
			.mockImplementation(async (_location, body) => {
				if (afterReading) for await (const _piece of body as AsyncIterable<Buffer>);
				throw error;
			});
	afterEach(() => jest.restoreAllMocks());

	const withCode = (code: string) => Object.assign(new Error(`${code}: /data/n8n`), { code });

	it.each([
		[
			'its disk is full',
			withCode('ENOSPC'),
			'n8n could not store the file, because its disk is full',
		],
		[
			'its quota is used up',
			withCode('EDQUOT'),
			'n8n could not store the file, because its disk is full',
		],
		...['EROFS', 'EACCES', 'EPERM'].map((code): [string, Error, string] => [
			`its folder answers ${code}`,
			withCode(code),
			'n8n could not store the file, because it may not write to its folder for files',
		]),
		[
			'the file is too large for its database',
			new Error('… Consider increasing `N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE` up to 1 GB …'),
			'n8n could not store the file, because it is larger than N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE',
		],
		['S3 refuses', new Error('Request to S3 failed'), 'n8n could not store the file'],
		// Its own connection, not that to the file host.
		['S3 is down', withCode('ECONNRESET'), 'n8n could not store the file'],
	])('since %s, it says so and fetches it once', async (_what, error, reason) => {
		for (const afterReading of [false, true]) {
			rejectWith(error, { afterReading });
			const ids = await tasksFor(sandbox.current, {});
			const before = downloads().length;
			const { output } = await wait(sandbox.current, ids);
			expect(output('Next')[0]?.json.download_failed).toBe(reason);
			expect(downloads()).toHaveLength(before + 1);
		}
	});

	it('the item can be made to fail, and does not blame the host', async () => {
		rejectWith(withCode('ENOSPC'), { afterReading: true });
		const ids = await tasksFor(sandbox.current, {});
		const { error } = await wait(sandbox.current, ids, {
			parameters: { options: { failedDownload: 'fail' } },
		});
		expect(error?.message).toBe(`Video 0 of task ${ids[0]} could not be stored by n8n [item 0]`);
		expect(error?.description).toContain('its disk is full');
		expect(error?.description).not.toContain('/data/n8n');
	});
});

describe('a store that listens to the file instead of reading it, and ends however it ends', () => {
	beforeEach(() =>
		jest
			.spyOn(Container.get(BinaryDataService), 'store')
			.mockImplementation(async (_location, body, binary) => {
				const stream = body as Readable;
				const closed = new Promise((resolve) => stream.once('close', resolve));
				stream.on('error', () => {}).on('data', () => {});
				await closed;
				return binary;
			}),
	);
	afterEach(() => jest.restoreAllMocks());

	it('gets it whole', async () => {
		const ids = await tasksFor(sandbox.current, {});
		const { output } = await wait(sandbox.current, ids);
		expect(output('Next')[0]?.json).not.toHaveProperty('download_failed');
		expect(downloads()).toHaveLength(1);
	});

	it('does not make a file of one that is cut short', async () => {
		sandbox.current.misbehave({ on: 'download', do: { kind: 'cutBody' } });
		const ids = await tasksFor(sandbox.current, {});
		const { output } = await wait(sandbox.current, ids);
		expect(output('Next')[0]?.json.download_failed).toContain('cut');
		expect(output('Next')[0]?.binary).toBeUndefined();
	});
});

describe('once another task has failed', () => {
	it('no new request starts', async () => {
		sandbox.current.misbehave({ on: 'download', do: { kind: 'hang' } });
		const ids = await tasksFor(sandbox.current, ...Array.from({ length: 6 }, () => ({})), {
			prompt: '[sandbox: slow 1] [sandbox: fail]',
		});
		const { error } = await wait(sandbox.current, ids);
		expect(error?.message).toContain(ids[6]);
		const requests = sandbox.current.requests.length;
		await new Promise((resolve) => setTimeout(resolve, 500));
		expect(sandbox.current.requests).toHaveLength(requests);
		// Four at a time: the other two never began.
		expect(downloads()).toHaveLength(4);
	});
});

describe('once another task has failed, between two tries of a download', () => {
	it('no fresh link is asked for', async () => {
		sandbox.current.misbehave({ on: 'download', do: { kind: 'answer', status: 403 } });
		const [good, bad] = (await tasksFor(sandbox.current, {}, { prompt: '[sandbox: fail]' })) as [
			string,
			string,
		];
		// The failure comes while the first pause lasts, which is longer.
		sandbox.current.misbehave({
			on: 'poll',
			taskId: bad,
			do: { kind: 'delay', seconds: 0.05 },
		});
		const { error } = await wait(sandbox.current, [good, bad]);
		expect(error?.message).toContain(bad);
		const polls = sandbox.current.polls();
		await delay(500);
		expect([polls, sandbox.current.polls(), downloads().length]).toEqual([2, 2, 1]);
	});
});

describe('a stop between two tries of a download', () => {
	it('starts no other', async () => {
		sandbox.current.misbehave({ on: 'download', do: { kind: 'answer', status: 403 } });
		const ids = await tasksFor(sandbox.current, {});
		const running = await startWaiting(sandbox.current, ids);
		await until(() => downloads().length === 1);
		running.stop();
		const polls = sandbox.current.polls();
		await running.finished;
		await new Promise((resolve) => setTimeout(resolve, 500));
		expect(sandbox.current.polls()).toBe(polls);
		expect(downloads()).toHaveLength(1);
	});
});

function downloads() {
	return sandbox.current.requests.filter(({ host }) => host === 'videos');
}

describe('items with the same task', () => {
	it('fail each for themselves where a file is missing', async () => {
		sandbox.current.misbehave({ on: 'download', do: { kind: 'reset' } });
		const [id] = await tasksFor(sandbox.current, {});
		const wishes = [
			{ files: true, failed: 'fail' },
			{ files: true, failed: 'keepLink' },
			{ files: false, failed: 'fail' },
		];
		const { output } = await wait(sandbox.current, [], {
			items: wishes.map((wish) => ({ json: { task_id: id, ...wish } })),
			parameters: {
				downloadFiles: '={{ $json.files }}',
				options: { failedDownload: '={{ $json.failed }}' },
			},
			settings: { onError: 'continueRegularOutput' },
		});
		expect(output('Next').map(({ json }) => ['error' in json, 'download_failed' in json])).toEqual([
			[true, false],
			[false, true],
			[false, false],
		]);
	});

	it.each(['perFile', 'perTask'])(
		'share no file that one could change for the other (%s)',
		async (shape) => {
			const [id] = (await tasksFor(sandbox.current, {})) as [string];
			const { output } = await wait(sandbox.current, [id, id], { parameters: { output: shape } });
			const [one, other] = output('Wait').map(({ binary }) => Object.values(binary ?? {})[0]);
			expect(one).toEqual(other);
			expect(one).not.toBe(other);
		},
	);
});

describe('concurrent downloads', () => {
	it.each([1, 2])('are as many as the builder allows (%p)', async (limit) => {
		sandbox.current.misbehave({ on: 'download', do: { kind: 'hang' } });
		const ids = await tasksFor(sandbox.current, {}, {}, {}, {});
		const running = await startWaiting(sandbox.current, ids, {
			parameters: { options: { maxConcurrentDownloads: limit } },
		});
		await delay(700);
		const downloads = sandbox.current.requests.filter(({ host }) => host === 'videos');
		running.stop();
		await running.finished;
		expect(downloads).toHaveLength(limit);
	});
});
