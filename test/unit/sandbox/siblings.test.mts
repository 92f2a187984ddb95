import { PNG, useClient } from './client.mts';

const client = useClient();

const submit = async (model: string, body: object) =>
	await client.current.http.post(`/v3/async/${model}`, body);

/** The link of a video that the sandbox itself has made. */
async function madeVideo(): Promise<string> {
	const { data } = await submit('veo-3.1-lite-t2v', { prompt: 'a sunset' });
	const { videos } = await client.current.finish(data.task_id);
	return videos[0]?.video_url ?? '';
}

/** What each model is made of. */
const SOURCES: Record<string, () => Promise<object>> = {
	firstlastframe: async () => ({ image: PNG, last_frame_image: PNG }),
	t2v: async () => ({}),
	i2v: async () => ({ image: PNG }),
	extend: async () => ({ video: await madeVideo() }),
};
const family = Object.keys(SOURCES);

describe.each(family)('the model veo-3.1-lite-%s', (name) => {
	const ask = async (body: object) =>
		await submit(`veo-3.1-lite-${name}`, {
			prompt: 'a sunset',
			...(await SOURCES[name]?.()),
			...body,
		});

	it('makes a video', async () => {
		const { status, data } = await ask({});
		expect([status, data]).toEqual([200, { task_id: expect.any(String) }]);
		const result = await client.current.finish(data.task_id);
		expect(result).toMatchObject({
			task: {
				status: 'TASK_STATUS_SUCCEED',
				task_type: `VEO_3_1_LITE_${name.toUpperCase()}`,
			},
			images: [],
			videos: [{ video_url: expect.stringMatching(/\.mp4\?/), video_type: 'mp4' }],
			audios: [],
		});
	});

	const TOO_LONG = 'x'.repeat(2049);
	/** What a body has, and the models that take it; the others refuse it and name the field. */
	it.each<[body: object, field: string, takenBy: string[]]>([
		[{ duration: 4 }, 'duration', ['firstlastframe', 't2v', 'i2v']],
		[{ enhance_prompt: false }, 'enhance_prompt', ['firstlastframe', 't2v', 'extend']],
		[{ prompt: TOO_LONG }, 'prompt', ['firstlastframe', 'i2v', 'extend']],
		[{ negative_prompt: TOO_LONG }, 'negative_prompt', ['firstlastframe', 'i2v', 'extend']],
		[{ prompt: 'x'.repeat(2048), negative_prompt: 'x'.repeat(2048) }, '', family],
		[{ seed: 4_294_967_296 }, 'seed', ['t2v']],
		[{ seed: 1.5 }, 'seed', []],
		[{ sample_count: 4, seed: 0, generate_audio: true, resolution: '1080p' }, '', family],
		[{ person_generation: 'dont_allow', aspect_ratio: '9:16' }, '', family],
		[{ prompt: undefined }, 'prompt', []],
		[{ prompt: ' ' }, 'prompt', []],
		[{ duration: 5 }, 'duration', []],
		[{ duration_seconds: 8 }, 'duration_seconds', []],
		[{ last_frame_image: PNG }, 'last_frame_image', ['firstlastframe']],
		[{ video: 7 }, 'video', []],
	])('is strict about %j', async (body, field, takenBy) => {
		const { status, data } = await ask(body);
		if (takenBy.includes(name)) expect(status).toBe(200);
		else expect([status, data.metadata]).toEqual([400, { fields: [field] }]);
	});
});

it('a name of the larger models gets a hint where this one has the field under another name', async () => {
	const said = async (model: string) => {
		const { data } = await submit(model, { prompt: 'x', image: PNG, duration_seconds: 8 });
		return data.message as string;
	};
	expect(await said('veo-3.1-lite-i2v')).toContain('it says "duration"');
	expect(await said('veo-3.1-lite-extend')).not.toContain('it says');
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
	it.each([[undefined], ['no address'], ['ftp://x/a.mp4'], ['http://127.0.0.1:9/a.mp4'], [7]])(
		'refuses the video %j',
		async (video) => {
			const { status, data } = await submit('veo-3.1-lite-extend', { prompt: 'x', video });
			expect([status, data.metadata]).toEqual([400, { fields: ['video'] }]);
		},
	);

	it('refuses a page, an image, and a link that has expired', async () => {
		const { sandbox, pass } = client.current;
		const video = await madeVideo();
		pass(3601);
		const reasons: unknown[] = [];
		for (const url of [`${sandbox.url}/`, `${sandbox.url}/frames/dawn.png`, video]) {
			const { data } = await submit('veo-3.1-lite-extend', { prompt: 'x', video: url });
			reasons.push(data.message);
		}
		expect(reasons).toEqual([
			'"video" is no video: its host sends text/html; charset=utf-8',
			'"video" is no video: its host sends image/png',
			'"video" could not be fetched: HTTP 403',
		]);
	});
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
