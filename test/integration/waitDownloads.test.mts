import { setTimeout as delay } from 'node:timers/promises';
import { useFastClock } from './support/fastClock.mts';
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

	it('that fails in the end leaves the link, and says why there is no file', async () => {
		sandbox.current.misbehave({ on: 'download', do: { kind: 'answer', status: 403 } });
		const ids = await tasksFor(sandbox.current, {});
		const { error, output } = await wait(sandbox.current, ids);

		expect(error).toBeUndefined();
		const [item] = output('Next');
		expect(item?.json).toMatchObject({
			task_id: ids[0],
			video_url: expect.stringContaining(sandbox.current.videoUrl),
			download_failed: 'the video host answered with HTTP 403',
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
		expect(error?.description).toContain('wait for the same ID again');
		expect(JSON.stringify(run)).not.toContain('signature=');
	});
});

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
