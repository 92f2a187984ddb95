import { useSandbox } from './support/useSandbox.mts';
import { contentOf, tasksFor, wait } from './support/waiting.mts';

const sandbox = useSandbox();

describe('a finished task', () => {
	it('becomes an item for each video, with the file in it', async () => {
		const [id] = (await tasksFor(sandbox.current, { sample_count: 2, seed: 9 })) as [string];
		const { output } = await wait(sandbox.current, [id]);

		const items = output('Next');
		expect(items.map(({ json }) => json)).toEqual(
			[0, 1].map((index) => ({
				task_id: id,
				status: 'TASK_STATUS_SUCCEED',
				video_url: expect.stringContaining(`${sandbox.current.videoUrl}/`),
				video_type: 'mp4',
				video_url_expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
				video_index: index,
				video_count: 2,
				seed: 9,
			})),
		);
		expect(output('Wait').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
		for (const [index, item] of items.entries()) {
			expect(item.binary?.data).toMatchObject({
				fileName: `${id}_${index}.mp4`,
				mimeType: 'video/mp4',
				fileExtension: 'mp4',
				fileType: 'video',
			});
			expect(await contentOf(item.binary?.data)).toBe(`video ${index} of ${id}`);
		}
	});

	it('says when its links expire, by the time of the answer', async () => {
		const before = Date.now();
		const { output } = await wait(sandbox.current, await tasksFor(sandbox.current, {}));

		const expiresAt = Date.parse(String(output('Next')[0]?.json.video_url_expires_at));
		expect(expiresAt).toBeGreaterThanOrEqual(before + 3_600_000);
		expect(expiresAt).toBeLessThanOrEqual(Date.now() + 3_600_000);
	});

	it.each([0, -5, 'soon', null, '', 1e300])(
		'says nothing of expiry where the TTL is %p',
		async (value) => {
			sandbox.current.misbehave({ on: 'poll', do: { kind: 'videoTtl', value } });
			const { output } = await wait(sandbox.current, await tasksFor(sandbox.current, {}));
			expect(output('Next')[0]?.json).not.toHaveProperty('video_url_expires_at');
			expect(output('Next')[0]?.json).toHaveProperty('video_url');
		},
	);

	it('becomes one item with all its videos when asked for one item per task', async () => {
		const [id] = (await tasksFor(sandbox.current, { sample_count: 2, seed: 9 })) as [string];
		const { output } = await wait(sandbox.current, [id], {
			parameters: { options: { output: 'perTask' } },
		});

		expect(output('Wait').map(({ json, pairedItem }) => ({ json, pairedItem }))).toEqual([
			{
				json: {
					task_id: id,
					status: 'TASK_STATUS_SUCCEED',
					videos: [0, 1].map((index) => ({
						video_url: expect.any(String),
						video_type: 'mp4',
						video_url_expires_at: expect.any(String),
						video_index: index,
					})),
					video_count: 2,
					seed: 9,
				},
				pairedItem: { item: 0 },
			},
		]);
		const { data_0, data_1, ...others } = output('Next')[0]?.binary ?? {};
		expect(others).toEqual({});
		expect(await contentOf(data_0)).toBe(`video 0 of ${id}`);
		expect(await contentOf(data_1)).toBe(`video 1 of ${id}`);
	});

	it.each(['perFile', 'perTask'])('is the raw answer when not simplified (%s)', async (output) => {
		const ids = await tasksFor(sandbox.current, {});
		const execution = await wait(sandbox.current, ids, {
			parameters: { options: { output, simplify: false } },
		});
		const [item] = execution.output('Next');
		expect(item?.json).toMatchObject({
			task: { task_id: ids[0], status: 'TASK_STATUS_SUCCEED', progress_percent: 100 },
			videos: [{ video_url: expect.any(String), video_url_ttl: '3600', video_type: 'mp4' }],
			images: [],
			audios: [],
			extra: { seed: expect.any(String) },
		});
		expect(Object.keys(item?.binary ?? {})).toEqual([output === 'perTask' ? 'data_0' : 'data']);
	});

	it('brings links alone when its videos are not to be downloaded', async () => {
		const { output } = await wait(sandbox.current, await tasksFor(sandbox.current, {}), {
			parameters: { downloadFiles: false },
		});
		expect(output('Next')[0]).not.toHaveProperty('binary');
		expect(sandbox.current.requests.filter(({ host }) => host === 'videos')).toHaveLength(0);
	});

	it('puts its file where the user wants it', async () => {
		const { output } = await wait(sandbox.current, await tasksFor(sandbox.current, {}), {
			parameters: { options: { binaryProperty: 'clip' } },
		});
		expect(Object.keys(output('Next')[0]?.binary ?? {})).toEqual(['clip']);
	});

	it('is fetched without the key, and without any other credentials', async () => {
		await wait(sandbox.current, await tasksFor(sandbox.current, {}));

		const downloads = sandbox.current.requests.filter(({ host }) => host === 'videos');
		expect(downloads).toHaveLength(1);
		expect(downloads[0]?.headers).not.toHaveProperty('authorization');
		expect(JSON.stringify(downloads[0]?.headers)).not.toContain(sandbox.current.key);
	});
});

describe('several tasks', () => {
	it('come out in the order of the items, whichever finishes first, and linked to them', async () => {
		const ids = await tasksFor(
			sandbox.current,
			{ prompt: '[sandbox: slow 1.5]', sample_count: 2 },
			{ prompt: 'quick' },
			{ prompt: '[sandbox: slow 0.5]' },
		);
		const { output } = await wait(sandbox.current, ids);

		expect(
			output('Wait').map(({ json, pairedItem }) => [json.task_id, json.video_index, pairedItem]),
		).toEqual([
			[ids[0], 0, { item: 0 }],
			[ids[0], 1, { item: 0 }],
			[ids[1], 0, { item: 1 }],
			[ids[2], 0, { item: 2 }],
		]);
	});

	it('are asked for once a look, also when several items wait for the same one', async () => {
		const [id] = (await tasksFor(sandbox.current, {})) as [string];
		const { output } = await wait(sandbox.current, [id, id, id]);

		expect(output('Wait').map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(await contentOf(output('Next')[2]?.binary?.data)).toBe(`video 0 of ${id}`);
		expect(sandbox.current.polls()).toBe(1);
		expect(sandbox.current.requests.filter(({ host }) => host === 'videos')).toHaveLength(1);
	});

	it('let each item choose its own output', async () => {
		const ids = await tasksFor(sandbox.current, {}, {});
		const { output } = await wait(sandbox.current, [], {
			items: ids.map((task_id, index) => ({ json: { task_id, files: index === 0 } })),
			parameters: { downloadFiles: '={{ $json.files }}' },
		});
		expect(output('Next').map(({ binary }) => binary !== undefined)).toEqual([true, false]);
	});
});

describe('a single check', () => {
	const check = { parameters: { operation: 'check' } };

	it('returns the state of a task that still runs, and asks once', async () => {
		const ids = await tasksFor(sandbox.current, { prompt: '[sandbox: slow 60]' });
		const { output } = await wait(sandbox.current, ids, check);

		expect(output('Next')).toEqual([
			{
				json: {
					task_id: ids[0],
					status: expect.stringMatching(/^TASK_STATUS_(QUEUED|PROCESSING)$/),
					progress_percent: expect.any(Number),
					eta: expect.any(Number),
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(sandbox.current.polls()).toBe(1);
	});

	it('returns the raw answer when not simplified', async () => {
		const ids = await tasksFor(sandbox.current, { prompt: '[sandbox: slow 60]' });
		const { output } = await wait(sandbox.current, ids, {
			parameters: { operation: 'check', options: { simplify: false } },
		});
		expect(output('Next')[0]?.json).toMatchObject({ task: { task_id: ids[0] }, videos: [] });
	});

	it('returns the videos of a task that has finished', async () => {
		const ids = await tasksFor(sandbox.current, {});
		const { output } = await wait(sandbox.current, ids, check);
		expect(await contentOf(output('Next')[0]?.binary?.data)).toBe(`video 0 of ${ids[0]}`);
	});

	it('returns that a task failed, and why', async () => {
		const ids = await tasksFor(sandbox.current, { prompt: '[sandbox: fail no good]' });
		const { output } = await wait(sandbox.current, ids, check);
		expect(output('Next')[0]?.json).toEqual({
			task_id: ids[0],
			status: 'TASK_STATUS_FAILED',
			reason: 'no good',
		});
	});

	it('says what happened when it got no answer', async () => {
		sandbox.current.misbehave({ on: 'poll', do: { kind: 'html', status: 502 } });
		const { error } = await wait(sandbox.current, ['any'], check);
		expect(error?.message).toContain('HTTP 502');
		expect(sandbox.current.polls()).toBe(3);
	});
});
