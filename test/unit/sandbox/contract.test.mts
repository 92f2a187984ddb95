import sharp from 'sharp';
import { PATHS, PNG, useClient } from './client.mts';

const client = useClient();

const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#357' } });
const submitTo = async (model: string, body: object) =>
	await client.current.http.post(`/v3/async/${model}`, body);
const get = async (url = '') =>
	await client.current.http.get(url, { headers: { Authorization: undefined } });

/** The link of a video that the sandbox itself has made. */
async function madeVideo(): Promise<string> {
	const { data } = await submitTo('veo-3.1-lite-t2v', { prompt: 'a sunset' });
	return (await client.current.finish(data.task_id)).videos[0]?.video_url ?? '';
}

/** What each model of the family is made of. */
const SOURCES: Record<string, () => Promise<object>> = {
	firstlastframe: async () => ({ image: PNG, last_frame_image: `data:image/png;base64,${PNG}` }),
	t2v: async () => ({}),
	i2v: async () => ({ image: `${client.current.sandbox.url}/frames/dawn.png` }),
	extend: async () => ({ video: await madeVideo() }),
};
const family = Object.keys(SOURCES);
const ask = async (name: string, body: object = {}) =>
	await submitTo(`veo-3.1-lite-${name}`, {
		...{ prompt: 'a sunset', ...(await SOURCES[name]?.()) },
		...body,
	});

describe('the key', () => {
	it.each([
		['no header', undefined, 403, 'INVALID_API_KEY'],
		['an empty key', 'Bearer ', 403, 'INVALID_API_KEY'],
		['another scheme', 'Basic sandbox-key', 403, 'INVALID_API_KEY'],
		['a wrong key', 'Bearer wrong', 401, 'FAILED_TO_AUTH'],
	])('is asked for everywhere: %s', async (_what, Authorization, status, reason) => {
		const { http } = client.current;
		const headers = { Authorization };
		for (const answer of [
			await http.post(PATHS.submit, {}, { headers }),
			await http.get(PATHS.result, { headers, params: { task_id: 'x' } }),
		])
			expect(answer).toMatchObject({ status, data: { reason, code: expect.any(Number) } });
	});
});

describe('a submission', () => {
	it.each(family)('to %s needs no more than its sources and a prompt', async (name) => {
		const { status, data } = await ask(name);
		expect([status, data]).toEqual([200, { task_id: expect.any(String) }]);
		expect(client.current.sandbox.tasks.at(-1)?.generation).toEqual({
			prompt: 'a sunset',
			...(name !== 'extend' && { duration: 8 }),
			...(name !== 'i2v' && { enhance_prompt: true }),
			resolution: '720p',
			aspect_ratio: '16:9',
			sample_count: 1,
			generate_audio: false,
			person_generation: 'allow_adult',
		});
		expect(await client.current.finish(data.task_id)).toMatchObject({
			task: { status: 'TASK_STATUS_SUCCEED', task_type: `VEO_3_1_LITE_${name.toUpperCase()}` },
			images: [],
			videos: [{ video_url: expect.stringMatching(/\.mp4\?/), video_type: 'mp4' }],
			audios: [],
		});
	});

	const TOO_LONG = 'x'.repeat(2049);
	const [LONG, OTHERS] = ['x'.repeat(2048), ['firstlastframe', 'i2v', 'extend']];
	/** Values of each field that all models refuse, or all but some. */
	it.each<[field: string, values: unknown[], takenBy?: string[]]>([
		['duration', [5, '8']],
		['duration', [4, 6, 8], ['firstlastframe', 't2v', 'i2v']],
		['enhance_prompt', ['yes']],
		['enhance_prompt', [false], ['firstlastframe', 't2v', 'extend']],
		['prompt', [undefined, ' ', 7]],
		['prompt', [LONG], family],
		['prompt', [TOO_LONG], OTHERS],
		['negative_prompt', [null]],
		['negative_prompt', [TOO_LONG], OTHERS],
		['sample_count', [0, 1.5, 5]],
		['seed', ['1', 1.5]],
		['seed', [0, 4_294_967_295], family],
		['seed', [-1, 4_294_967_296], ['t2v']],
		['resolution', ['4k']],
		['aspect_ratio', ['1:1']],
		['generate_audio', [1]],
		['person_generation', ['all']],
		['person_generation', ['dont_allow'], family],
		['whatever', [1]],
		['image', ['nonsense!', 'R0lGODlhAQABAAAAACw=']],
		['image', [undefined], ['t2v', 'extend']],
		['last_frame_image', ['http://127.0.0.1:9/none.png']],
		['last_frame_image', [undefined], ['t2v', 'i2v', 'extend']],
		['video', [7, 'ftp://x/a.mp4', 'http://127.0.0.1:9/a.mp4']],
		['video', [undefined], ['firstlastframe', 't2v', 'i2v']],
	])('is refused for a wrong %s, which is named', async (field, values, takenBy = []) => {
		for (const name of family)
			for (const value of values) {
				const { status, data } = await ask(name, { [field]: value });
				const isTaken = takenBy.includes(name);
				expect([name, value, status]).toEqual([name, value, isTaken ? 200 : 400]);
				if (isTaken) continue;
				const message = expect.stringContaining(`"${field}"`) as string;
				const reason = 'INVALID_REQUEST_BODY';
				expect(data).toMatchObject({ reason, message, metadata: { fields: [field] } });
			}
	});

	it('with an image or a video that is none is told what it is', async () => {
		const video = await madeVideo();
		client.current.pass(3601);
		const webp = (await picture.webp().toBuffer()).toString('base64');
		const cut = Buffer.from(PNG, 'base64').subarray(0, 60).toString('base64');
		const { url } = client.current.sandbox;
		for (const [name, body, words] of [
			['i2v', { image: webp }, '"image" is a WebP image, not a JPEG or PNG image'],
			['i2v', { image: cut }, '"image" is an image whose end is missing'],
			['extend', { video: `${url}/` }, '"video" is no video: its host sends text/html'],
			['extend', { video: `${url}/frames/dawn.png` }, '"video" is no video: its host sends image'],
			['extend', { video }, '"video" could not be fetched: HTTP 403'],
		] as const)
			expect((await ask(name, body)).data.message).toContain(words);
	});

	it.each([
		['a list', '[]', 'INVALID_REQUEST_BODY'],
		['half of it', '{"image":', 'INVALID_REQUEST_BODY'],
		['more than 64 MiB', ' '.repeat(2 ** 26 + 1), 'REQUEST_BODY_TOO_LARGE'],
	])('is refused as %s, and the client can read why', async (_what, body, reason) => {
		const raw = { transformRequest: (sent: string) => sent };
		const { data } = await client.current.http.post(PATHS.submit, body, raw);
		expect(data).toMatchObject({ reason });
	});
});

describe('a task', () => {
	it('is queued, then processed with growing progress, then done with fresh links', async () => {
		const { submit, result, pass, finish, sandbox } = client.current;
		const { data } = await submit({ sample_count: 2, seed: 5 });
		const look = async () => (await result(data.task_id)).data;

		expect((await look()).task).toMatchObject({ status: 'TASK_STATUS_QUEUED' });
		pass(30);
		const half = await look();
		expect(half.task).toMatchObject({ status: 'TASK_STATUS_PROCESSING', eta: 30 });
		expect(half.task.progress_percent).toBeGreaterThan(20);
		expect(half.videos).toEqual([]);
		const done = await finish(data.task_id);
		expect(done).toMatchObject({
			task: { status: 'TASK_STATUS_SUCCEED', progress_percent: 100, reason: '' },
			extra: { seed: '5', debug_info: { submit_time_ms: expect.stringMatching(/^\d+$/) } },
		});
		const video_url = expect.stringContaining(sandbox.videoUrl) as string;
		const video = { video_url, video_url_ttl: '3600', video_type: 'mp4' };
		expect(done.videos).toEqual([video, video]);
		pass(1);
		expect((await look()).videos[0]?.video_url).not.toBe(done.videos[0]?.video_url);
	});

	it('that nobody knows is not found, nor is a model, and an id is needed', async () => {
		const { status, data } = await submitTo('veo-9', { prompt: 'x' });
		expect([status, data.reason]).toEqual([404, 'MODEL_NOT_FOUND']);
		expect((await client.current.result('unknown')).status).toBe(404);
		expect((await client.current.result(undefined)).status).toBe(400);
	});

	it.each([
		['fail too dark', 'TASK_STATUS_FAILED', 'too dark'],
		['no videos', 'TASK_STATUS_SUCCEED', ''],
		['endless', 'TASK_STATUS_PROCESSING', ''],
		['slow 5000', 'TASK_STATUS_PROCESSING', ''],
	])('does what its prompt says: %s', async (words, status, reason) => {
		const { submit, result, pass } = client.current;
		const answer = await submit({ prompt: `[sandbox: ${words}]` });
		pass(4000);
		const { data } = await result(answer.data.task_id);
		expect(data).toMatchObject({ task: { status, reason }, videos: [] });
	});

	it('is not even accepted with words that refuse it, or that nobody knows', async () => {
		const { submit, sandbox } = client.current;
		for (const [words, status] of Object.entries({ refuse: 400, 'no balance': 403, dance: 400 }))
			expect(await submit({ prompt: `[sandbox: ${words}]` })).toMatchObject({ status });
		expect(sandbox.tasks).toEqual([]);
	});

	it('can be a success before its links, and the links before the files', async () => {
		const { submit, finish, result, pass } = client.current;
		const { data } = await submit({ prompt: '[sandbox: late links 20] [sandbox: late files 50]' });
		const before = await finish(data.task_id);
		expect([before.task.status, before.videos]).toEqual(['TASK_STATUS_SUCCEED', []]);
		pass(20);
		const [video] = (await result(data.task_id)).data.videos;
		expect((await get(video?.video_url)).status).toBe(404);
		pass(30);
		expect((await get(video?.video_url)).status).toBe(200);
	});
});

it('a link to a video needs no key, brings the file, can not be forged, and expires', async () => {
	const url = await madeVideo();
	const { status, data, headers } = await get(url);
	expect([status, data]).toEqual([200, 'video 0']);
	expect(headers).toMatchObject({ 'content-type': 'video/mp4', 'content-length': '7' });
	expect((await get(url.replace(/signature=./, 'signature=_'))).status).toBe(403);
	const { http, pass } = client.current;
	// It is another host: no client gives it its key.
	expect(await http.get(url)).toMatchObject({ status: 400, data: expect.stringContaining('Auth') });
	pass(3601);
	expect(await get(url)).toMatchObject({ status: 403, data: expect.stringContaining('<Error>') });
});
