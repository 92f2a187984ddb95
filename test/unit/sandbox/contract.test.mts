import { PATHS, PNG, useClient } from './client.mts';

const client = useClient();
const png = Buffer.from(PNG, 'base64');
const pngOfSize = (bytes: number) =>
	Buffer.concat([png, Buffer.alloc(bytes - png.length)]).toString('base64');

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
	it('is accepted with the three required fields, and answers a task id alone', async () => {
		const { status, data } = await client.current.submit();
		expect([status, data]).toEqual([200, { task_id: expect.any(String) }]);
		expect(client.current.sandbox.tasks[0]?.generation).toMatchObject({
			duration: 8,
			resolution: '720p',
			aspect_ratio: '16:9',
			sample_count: 1,
			enhance_prompt: true,
			generate_audio: false,
			person_generation: 'allow_adult',
		});
	});

	it.each([
		[{ image: undefined }, 'image'],
		[{ last_frame_image: undefined }, 'last_frame_image'],
		[{ prompt: 7 }, 'prompt'],
		[{ duration: '8' }, 'duration'],
		[{ resolution: '4k' }, 'resolution'],
		[{ aspect_ratio: '1:1' }, 'aspect_ratio'],
		[{ sample_count: 5 }, 'sample_count'],
		[{ sample_count: 1.5 }, 'sample_count'],
		[{ seed: -1 }, 'seed'],
		[{ seed: 4294967296 }, 'seed'],
		[{ seed: '1' }, 'seed'],
		[{ enhance_prompt: 'yes' }, 'enhance_prompt'],
		[{ generate_audio: 1 }, 'generate_audio'],
		[{ negative_prompt: null }, 'negative_prompt'],
		[{ person_generation: 'all' }, 'person_generation'],
		[{ last_image: PNG }, 'last_frame_image'],
		[{ duration_seconds: 8 }, 'duration'],
		[{ whatever: 1 }, 'whatever'],
		[{ image: 'nonsense!' }, 'image'],
		[{ image: Buffer.from('GIF89a and so on').toString('base64') }, 'image'],
		[{ last_frame_image: 'http://127.0.0.1:9/none.png' }, 'last_frame_image'],
	])('is refused with %j, and the message names the field', async (body, field) => {
		const { status, data } = await client.current.submit(body);
		expect([status, data.reason]).toEqual([400, 'INVALID_REQUEST_BODY']);
		expect(data.message).toContain(`"${field}"`);
		expect(client.current.sandbox.tasks).toHaveLength(0);
	});

	it('takes a seed of 0 and reports it, and frames as URL and as data URI', async () => {
		const { sandbox, submit, result } = client.current;
		const { data } = await submit({
			seed: 0,
			image: `${sandbox.url}/frames/dawn.png`,
			last_frame_image: `data:image/png;base64,${PNG}`,
		});
		expect((await result(data.task_id)).data.extra.seed).toBe('0');
	});

	it('takes a frame of 20 MB and not of one byte more', async () => {
		const { submit } = client.current;
		expect((await submit({ image: pngOfSize(20 * 1024 * 1024) })).status).toBe(200);
		const { status, data } = await submit({ image: pngOfSize(20 * 1024 * 1024 + 1) });
		expect([status, data.message]).toEqual([400, expect.stringContaining('larger than 20 MB')]);
	});

	it.each([
		['a list', '[]', 'application/json', 400, 'INVALID_REQUEST_BODY'],
		['half of it', '{"image":', 'application/json', 400, 'INVALID_REQUEST_BODY'],
		['another type', '{}', 'text/plain', 400, 'INVALID_REQUEST_BODY'],
		[
			'more than 64 MiB',
			`{"image":"${'A'.repeat(64 * 1024 * 1024)}"}`,
			'application/json',
			413,
			'REQUEST_BODY_TOO_LARGE',
		],
	])('is refused as %s, and the client can read why', async (_what, body, type, status, reason) => {
		const answer = await client.current.http.post(PATHS.submit, body, {
			headers: { 'Content-Type': type },
			transformRequest: (sent: string) => sent,
		});
		expect(answer).toMatchObject({ status, data: { reason } });
	});
});

describe('a task', () => {
	it('is queued, then processed with growing progress, then done with fresh links', async () => {
		const { submit, result, pass, finish } = client.current;
		const { data } = await submit({ sample_count: 2, seed: 5 });
		const look = async () => (await result(data.task_id)).data;

		expect((await look()).task).toMatchObject({ status: 'TASK_STATUS_QUEUED' });
		pass(30);
		const half = await look();
		expect(half.task.status).toBe('TASK_STATUS_PROCESSING');
		expect(half.task.eta).toBe(30);
		expect(half.task.progress_percent).toBeGreaterThan(20);
		expect(half.videos).toEqual([]);
		const done = await finish(data.task_id);
		expect(done).toMatchObject({
			task: { status: 'TASK_STATUS_SUCCEED', progress_percent: 100, reason: '' },
			extra: { seed: '5', debug_info: { submit_time_ms: expect.stringMatching(/^\d+$/) } },
			images: [],
			audios: [],
		});
		expect(done.videos).toHaveLength(2);
		expect(done.videos[0]).toEqual({
			video_url: expect.stringContaining(client.current.sandbox.videoUrl),
			video_url_ttl: '3600',
			video_type: 'mp4',
		});
		pass(1);
		expect((await look()).videos[0]?.video_url).not.toBe(done.videos[0]?.video_url);
	});

	it('that nobody knows is not found, and an id is needed', async () => {
		expect((await client.current.result('unknown')).status).toBe(404);
		expect((await client.current.result(undefined)).status).toBe(400);
	});

	it.each([
		['[sandbox: fail too dark]', 'TASK_STATUS_FAILED', 'too dark'],
		['[sandbox: no videos]', 'TASK_STATUS_SUCCEED', ''],
		['[sandbox: endless]', 'TASK_STATUS_PROCESSING', ''],
		['[sandbox: slow 5000]', 'TASK_STATUS_PROCESSING', ''],
	])('does what its prompt says: %s', async (prompt, status, reason) => {
		const { submit, result, pass } = client.current;
		const { data } = await submit({ prompt });
		pass(4000);
		const answer = (await result(data.task_id)).data;
		expect(answer.task).toMatchObject({ status, reason });
		expect(answer.videos).toEqual([]);
	});

	it.each([
		['[sandbox: refuse]', 400],
		['[sandbox: no balance]', 403],
		['[sandbox: dance]', 400],
	])('is not even accepted with %s', async (prompt, status) => {
		expect((await client.current.submit({ prompt })).status).toBe(status);
		expect(client.current.sandbox.tasks).toHaveLength(0);
	});
});

describe('a link to a video', () => {
	const link = async () => {
		const { submit, finish } = client.current;
		const { data } = await submit();
		return (await finish(data.task_id)).videos[0]?.video_url ?? '';
	};
	const get = async (url: string) =>
		await client.current.http.get(url, { headers: { Authorization: undefined } });

	it('needs no key, brings the file with its length, can not be forged, and expires', async () => {
		const url = await link();
		const { status, data, headers } = await get(url);
		expect([status, data]).toEqual([200, 'video 0']);
		expect(headers).toMatchObject({ 'content-type': 'video/mp4', 'content-length': '7' });
		expect((await get(url.replace(/signature=./, 'signature=_'))).status).toBe(403);
		client.current.pass(3601);
		expect(await get(url)).toMatchObject({
			status: 403,
			data: expect.stringContaining('<Error>'),
		});
	});
});
