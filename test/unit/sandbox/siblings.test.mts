import { PNG, useClient } from './client.mts';

const client = useClient();

const submit = async (model: string, body: object) =>
	await client.current.http.post(`/v3/async/${model}`, body);

/** The address of a video that the sandbox itself has made. */
async function videoAddress(): Promise<string> {
	const { data } = await submit('veo-3.1-lite-t2v', { prompt: 'a sunset' });
	const { videos } = await client.current.finish(data.task_id);
	return videos[0]?.video_url ?? '';
}

describe.each([
	['veo-3.1-lite-t2v', {}, 'VEO_3_1_LITE_T2V'],
	['veo-3.1-lite-i2v', { image: PNG }, 'VEO_3_1_LITE_I2V'],
])('the model %s', (model, sources, taskType) => {
	it('makes a video', async () => {
		const { status, data } = await submit(model, { prompt: 'a sunset', ...sources });
		expect([status, data]).toEqual([200, { task_id: expect.any(String) }]);
		const result = await client.current.finish(data.task_id);
		expect(result).toMatchObject({
			task: { status: 'TASK_STATUS_SUCCEED', task_type: taskType },
			images: [],
			videos: [{ video_url: expect.stringMatching(/\.mp4\?/), video_type: 'mp4' }],
			audios: [],
		});
	});

	it.each([
		[{ prompt: undefined }, 'prompt'],
		[{ prompt: ' ' }, 'prompt'],
		[{ prompt: 'x'.repeat(2049) }, 'prompt'],
		[{ negative_prompt: 'x'.repeat(2049) }, 'negative_prompt'],
		[{ duration: 5 }, 'duration'],
		[{ duration_seconds: 5 }, 'duration_seconds'],
		[{ last_frame_image: PNG }, 'last_frame_image'],
		[{ video: 'http://127.0.0.1/a.mp4' }, 'video'],
	])('refuses %j', async (odd, field) => {
		const { status, data } = await submit(model, { prompt: 'a sunset', ...sources, ...odd });
		expect(status).toBe(400);
		expect(data).toMatchObject({ reason: 'INVALID_REQUEST_BODY', metadata: { fields: [field] } });
		expect(client.current.sandbox.tasks).toEqual([]);
	});

	it('takes 2048 characters, and the duration by either name', async () => {
		const body = { prompt: 'x'.repeat(2048), duration_seconds: 4, ...sources };
		expect((await submit(model, body)).status).toBe(200);
		expect(client.current.sandbox.tasks[0]?.generation).toMatchObject({ duration: 4 });
	});
});

describe('the model veo-3.1-lite-i2v', () => {
	it.each([[undefined], ['no picture'], ['R0lGODlhAQABAAAAACw=']])(
		'refuses the picture %j',
		async (image) => {
			const { status, data } = await submit('veo-3.1-lite-i2v', { prompt: 'x', image });
			expect([status, data.metadata]).toEqual([400, { fields: ['image'] }]);
		},
	);
});

describe('the model veo-3.1-lite-extend', () => {
	it('goes on from a video that it can fetch', async () => {
		// The videos of these tests are a few bytes of text: no MP4.
		const video = await videoAddress();
		const refused = await submit('veo-3.1-lite-extend', { prompt: 'on it goes', video });
		expect(refused.status).toBe(400);
		expect(refused.data.message).toBe('"video" is no MP4 video');
	});

	it.each([[undefined], ['no address'], ['ftp://x/a.mp4'], ['http://127.0.0.1:9/a.mp4'], [7]])(
		'refuses the video %j',
		async (video) => {
			const { status, data } = await submit('veo-3.1-lite-extend', { prompt: 'x', video });
			expect([status, data.metadata]).toEqual([400, { fields: ['video'] }]);
		},
	);
});

describe('the models of the sandbox’s own', () => {
	it.each([
		['sandbox-image', 'image', 'png', 'image/png'],
		['sandbox-sound', 'audio', 'wav', 'audio/wav'],
	])('%s: each sample is one %s, served as what it is', async (model, kind, type, contentType) => {
		const { data } = await submit(model, { prompt: 'a sunset', sample_count: 2 });
		const result = await client.current.finish(data.task_id);
		const lists = { images: [], videos: [], audios: [] as unknown[] };
		const entry = {
			[`${kind}_url`]: expect.stringContaining(`.${type}?`),
			[`${kind}_url_ttl`]: '3600',
			[`${kind}_type`]: type,
		};
		expect(result).toMatchObject({ ...lists, [`${kind}s`]: [entry, entry] });

		const files = (result as unknown as Record<string, Array<Record<string, string>>>)[`${kind}s`];
		const file = await client.current.http.get(files?.[0]?.[`${kind}_url`] ?? '', {
			headers: { Authorization: undefined },
		});
		expect([file.status, file.headers['content-type']]).toEqual([200, contentType]);
	});
});

describe('a model that the sandbox does not know', () => {
	it('is told of by its path', async () => {
		const { status, data } = await submit('veo-9', { prompt: 'x' });
		expect([status, data.reason]).toEqual([404, 'MODEL_NOT_FOUND']);
	});
});
