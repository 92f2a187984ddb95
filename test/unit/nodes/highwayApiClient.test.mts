import { highwayApiClient, type ApiResult } from '../../../nodes/shared/api/highwayApiClient.ts';
import type { HttpRequest } from '../../../nodes/shared/api/http.ts';
import { FILE_KINDS, type Task } from '../../../nodes/shared/api/task.ts';

const NOW = Date.UTC(2026, 10, 23);

/** Reads a task from an answer, and keeps the call that asked for it. */
async function read(
	body: unknown,
	{ status = 200, timeoutMs = undefined as number | undefined } = {},
): Promise<{ result: ApiResult<Task>; call: HttpRequest | undefined }> {
	let call: HttpRequest | undefined;
	const api = highwayApiClient(
		async (sent) => {
			call = sent;
			return { answered: true, status, headers: {}, body };
		},
		() => NOW,
	);
	return { result: await api.readTask('some id', timeoutMs), call };
}

async function taskOf(body: Record<string, unknown>): Promise<Task> {
	const { result } = await read({ task: { status: 'TASK_STATUS_SUCCEED' }, ...body });
	if (!result.ok) throw new Error(result.fault.happened);
	return result.value;
}

/** What becomes of a submission that is answered with a body. */
async function submit(body: unknown, status = 200): Promise<ApiResult<string>> {
	const api = highwayApiClient(
		async () => ({ answered: true, status, headers: {}, body }),
		() => NOW,
	);
	return await api.submit({ path: '/v3/async/model', images: {}, settings: { prompt: 'x' } });
}

describe('an accepted submission', () => {
	it.each([
		[{ task_id: 'abc' }, 'abc'],
		[{ task_id: ' abc ' }, 'abc'],
		[{ task_id: 1234567 }, '1234567'],
		[{ data: { task_id: 'abc' } }, 'abc'],
		[{ code: 0, message: 'ok', data: { task_id: 7 } }, '7'],
		[{ code: 0, reason: 'SUCCESS', task: { task_id: 'abc', status: 'x' } }, 'abc'],
	])('%j brings the task %j', async (body, value) => {
		expect(await submit(body)).toEqual({ ok: true, value });
	});

	it.each([
		[{ data: { task_id: 'abc' }, task: { task_id: 'def' } }],
		[{ data: { task: { task_id: 'abc' } } }],
		[{ data: [{ task_id: 'abc' }] }],
		[{ task_id: 'x'.repeat(501) }],
		[{ task_id: '<b>abc</b>' }],
		[{ task_id: null, data: { task_id: 'abc' } }],
		[{ id: 'abc' }],
		['abc'],
	])('%j leaves it open, and shows what was answered', async (body) => {
		const result = await submit(body);
		if (result.ok) throw new Error(`It brought ${result.value}`);
		expect(result.fault).toMatchObject({ status: 200, verdict: 'inDoubt' });
		expect(result.fault.answer).toMatch(/^[^<>\n]+$/);
	});

	it('is a refusal where its body is one', async () => {
		const body = { code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'x' };
		expect(await submit(body)).toMatchObject({
			ok: false,
			fault: {
				happened: 'The balance or the quota of the Highway API account is used up',
				verdict: 'accountRefused',
			},
		});
	});
});

describe('asking for a task', () => {
	it('is a GET of the documented path, for half a minute at the most', async () => {
		expect((await read({})).call).toEqual({
			method: 'GET',
			path: '/v3/async/task-result',
			query: { task_id: 'some id' },
			timeoutMs: 30_000,
		});
		expect((await read({}, { timeoutMs: 5000 })).call?.timeoutMs).toBe(5000);
		expect((await read({}, { timeoutMs: 90_000 })).call?.timeoutMs).toBe(30_000);
	});

	it('can be cut off', async () => {
		let call: HttpRequest | undefined;
		const api = highwayApiClient(
			async (sent) => {
				call = sent;
				return { answered: false, code: '' };
			},
			() => NOW,
		);
		const { signal } = new AbortController();
		await api.readTask('some id', undefined, signal);
		expect(call?.signal).toBe(signal);
	});

	it('is the refusal that its body tells of', async () => {
		const { result } = await read({ code: 403, reason: 'ACCESS_DENY', message: 'x' });
		expect(result).toMatchObject({ ok: false, fault: { status: 403, verdict: 'refused' } });
	});

	it.each([[199], [300]])('brings no task with the status %d', async (status) => {
		const { result } = await read({ task: { status: 'TASK_STATUS_SUCCEED' } }, { status });
		expect(result.ok).toBe(false);
	});

	it.each([[{}], [{ task: null }], [{ task: [] }], [{ task: {} }], [{ task: { status: 7 } }]])(
		'brings no task with the body %j',
		async (body) => {
			const { result } = await read(body);
			expect(result).toMatchObject({ ok: false, fault: { verdict: 'inDoubt' } });
		},
	);
});

describe('a task', () => {
	it('has what the service says of it, numbers as text too', async () => {
		const body = {
			task: { status: 'TASK_STATUS_PROCESSING', progress_percent: '12.75', eta: 8 },
			extra: { seed: '42' },
		};
		expect(await taskOf(body)).toEqual({
			taskId: 'some id',
			state: 'running',
			status: 'TASK_STATUS_PROCESSING',
			reason: '',
			progressPercent: 12.75,
			etaSeconds: 8,
			seed: 42,
			files: [],
			withoutLink: 0,
			response: body,
		});
	});

	it.each([['12 %'], ['x1'], [null], [true], [NaN], [[5]]])(
		'has no estimates where they are %j',
		async (odd) => {
			const task = { status: 'TASK_STATUS_PROCESSING', progress_percent: odd, eta: odd };
			const read = await taskOf({ task, extra: { seed: odd } });
			expect(read.progressPercent).toBeUndefined();
			expect(read.etaSeconds).toBeUndefined();
			expect(read.seed).toBeUndefined();
		},
	);

	it.each([
		['TASK_STATUS_QUEUED', 'running', 'running'],
		['TASK_STATUS_PROCESSING', 'running', 'running'],
		['TASK_STATUS_SUCCEED', 'succeeded', 'succeeded'],
		['task_status_failed ', 'failed', 'failed'],
		['TASK_STATUS_SUCCEEDED', 'running', 'succeeded'],
		['toString', 'running', 'succeeded'],
	])('in the status %s is %s, with files %s', async (status, without, withFiles) => {
		const bare = await taskOf({ task: { status } });
		const full = await taskOf({ task: { status }, videos: [{ video_url: 'https://v' }] });
		expect([bare.state, full.state]).toEqual([without, withFiles]);
		expect([bare.lacksFiles, full.lacksFiles]).toEqual([
			without === 'succeeded' ? true : undefined,
			undefined,
		]);
	});

	it.each([
		['', ''],
		[' ok ', ''],
		['SUCCESS', ''],
		[7, ''],
		['2 samples\nfiltered', '2 samples filtered'],
	])('that gives %j as its reason has the reason %j', async (reason, read) => {
		const task = await taskOf({ task: { status: 'TASK_STATUS_SUCCEED', reason } });
		expect(task.reason).toBe(read);
	});
});

const usualTypes = { video: 'mp4', image: 'png', audio: 'mp3' };

describe.each(FILE_KINDS)('a task with files of the kind %s', (kind) => {
	const list = `${kind}s`;
	const file = (more: Record<string, unknown> = {}) => ({
		[list]: [
			Object.fromEntries(
				Object.entries({ _url: 'https://v', ...more }).map(([name, value]) => [kind + name, value]),
			),
		],
	});

	it.each([
		[undefined, 0],
		[null, 0],
		['v.mp4', 0],
		[[], 0],
		[['v.mp4', null, {}, { [`${kind}_url`]: '' }], 4],
	])('has none where they are %j, and knows how many lack a link', async (value, withoutLink) => {
		expect(await taskOf({ [list]: value })).toMatchObject({ files: [], withoutLink });
	});

	it('has a link, a type, and the time at which the link expires', async () => {
		const { files } = await taskOf(file({ _type: 'webm', _url_ttl: '60' }));
		expect(files).toEqual([
			{ kind, index: 0, url: 'https://v', type: 'webm', expiresAt: NOW + 60_000 },
		]);
	});

	it.each([[undefined], [''], ['../mp4'], ['mp4/..'], ['.'], ['waytoolong'], [5]])(
		'has the usual type where its type is %j, which can not be part of a file name',
		async (_type) => {
			expect((await taskOf(file({ _type }))).files[0]?.type).toBe(usualTypes[kind]);
		},
	);

	it.each([[undefined], [0], [-1], ['soon'], [3_155_760_001]])(
		'has no time of expiry where its TTL is %j',
		async (_url_ttl) => {
			const { files } = await taskOf(file({ _url_ttl }));
			expect(files[0]?.expiresAt).toBeUndefined();
		},
	);

	it('may have a link for a hundred years', async () => {
		const { files } = await taskOf(file({ _url_ttl: 3_155_760_000 }));
		expect(files[0]?.expiresAt).toBe(NOW + 3_155_760_000_000);
	});
});

describe('a task with files of several kinds', () => {
	it('has them all, each numbered among its kind', async () => {
		const { files, withoutLink } = await taskOf({
			audios: [{ audio_url: 'https://a0' }],
			images: [
				{ image_url: 'https://i0' },
				{ video_url: 'https://x' },
				{ image_url: 'https://i1' },
			],
			videos: [{ video_url: 'https://v0' }],
		});
		expect(files.map(({ kind, index, url }) => [kind, index, url])).toEqual([
			['video', 0, 'https://v0'],
			['image', 0, 'https://i0'],
			['image', 1, 'https://i1'],
			['audio', 0, 'https://a0'],
		]);
		expect(withoutLink).toBe(1);
	});
});
