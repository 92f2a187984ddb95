import { highwayApiClient } from '../../../nodes/shared/api/highwayApiClient.ts';
import type { HttpRequest } from '../../../nodes/shared/api/http.ts';
import { FILE_KINDS, type Task } from '../../../nodes/shared/api/task.ts';

const NOW = Date.UTC(2026, 10, 23);

/** A client whose requests are all answered so, with what it has sent. */
function clientFor(body: unknown, status = 200) {
	const sent: HttpRequest[] = [];
	const send = async (request: HttpRequest) => {
		sent.push(request);
		return { answered: true, status, headers: {}, body } as const;
	};
	return { ...highwayApiClient(send, () => NOW), sent };
}

const submit = async (body: unknown) =>
	await clientFor(body).submit({ path: '/v3/async/model', inputs: {}, settings: { prompt: 'x' } });

async function taskOf(body: Record<string, unknown>): Promise<Task> {
	const api = clientFor({ task: { status: 'TASK_STATUS_SUCCEED' }, ...body });
	const result = await api.readTask('some id');
	if (!result.ok) throw new Error(result.fault.happened);
	return result.value;
}

describe('a submission', () => {
	it('brings the id of its task', async () => {
		expect(await submit({ task_id: ' abc ' })).toEqual({ ok: true, value: 'abc' });
		expect(await submit({ task_id: 1234567 })).toEqual({ ok: true, value: '1234567' });
	});

	it.each([[{ data: { task_id: 'abc' } }], [{ task_id: '<b>abc</b>' }], ['abc']])(
		'that is answered %j is in doubt, and shows what was answered',
		async (body) => {
			const answer = expect.stringMatching(/^[^<>\n]+$/) as string;
			const fault = { status: 200, verdict: 'inDoubt', answer };
			expect(await submit(body)).toMatchObject({ ok: false, fault });
		},
	);
});

describe('asking for a task', () => {
	it('is a GET of the documented path, which can be cut off', async () => {
		const { readTask, sent } = clientFor({});
		const { signal } = new AbortController();
		await readTask('some id', signal);
		const asked = { path: '/v3/async/task-result', query: { task_id: 'some id' } };
		expect(sent).toEqual([{ method: 'GET', ...asked, timeoutMs: 30_000, signal }]);
	});

	it.each([
		[200, {}, 'inDoubt'],
		[200, { task: null }, 'inDoubt'],
		[200, { task: { status: 7 } }, 'inDoubt'],
		[200, { code: 403, reason: 'ACCESS_DENY', message: 'x' }, 'refused'],
		[300, { task: { status: 'TASK_STATUS_SUCCEED' } }, 'refused'],
	])('brings no task where the answer is HTTP %d with %j', async (status, body, verdict) => {
		const result = await clientFor(body, status).readTask('some id');
		expect(result).toMatchObject({ ok: false, fault: { verdict } });
	});
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
			response: body,
		});
	});

	it('has no estimates where they are odd', async () => {
		for (const odd of ['12 %', 'x1', null, true, NaN, [5]]) {
			const task = { status: 'TASK_STATUS_PROCESSING', progress_percent: odd, eta: odd };
			const { progressPercent, etaSeconds, seed } = await taskOf({ task, extra: { seed: odd } });
			expect([progressPercent, etaSeconds, seed]).toEqual([undefined, undefined, undefined]);
		}
	});

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
		expect(bare.lacksFiles).toBe(without === 'succeeded' ? true : undefined);
		expect(full.lacksFiles).toBeUndefined();
	});

	it('has its reason on one line, unless that says that all is well', async () => {
		const reasonOf = async (reason: unknown) =>
			(await taskOf({ task: { status: 'TASK_STATUS_SUCCEED', reason } })).reason;
		for (const none of ['', ' ok ', 'SUCCESS', 7]) expect(await reasonOf(none)).toBe('');
		expect(await reasonOf('2 samples\nfiltered')).toBe('2 samples filtered');
	});

	it('has the files of all kinds, each numbered among its own, and knows that one lacks', async () => {
		const { files, lacksFiles } = await taskOf({
			audios: [{ audio_url: 'https://a0' }],
			images: [{ image_url: 'https://i0' }, { video_url: 'x' }, { image_url: 'https://i1' }],
			videos: [{ video_url: 'https://v0' }],
		});
		expect(files.map(({ kind, index, url }) => [kind, index, url])).toEqual([
			['video', 0, 'https://v0'],
			['image', 0, 'https://i0'],
			['image', 1, 'https://i1'],
			['audio', 0, 'https://a0'],
		]);
		expect(lacksFiles).toBe(true);
	});
});

describe.each(FILE_KINDS)('files of the kind %s', (kind) => {
	const fileOf = async (more: Record<string, unknown>) => {
		const named = Object.entries({ _url: 'https://v', ...more });
		const file = Object.fromEntries(named.map(([name, value]) => [kind + name, value]));
		return (await taskOf({ [`${kind}s`]: [file] })).files[0];
	};

	it('are none where the list is odd', async () => {
		for (const odd of [undefined, null, 'v.mp4', [], ['v.mp4', null, {}, { [`${kind}_url`]: '' }]])
			expect(await taskOf({ [`${kind}s`]: odd })).toMatchObject({ files: [], lacksFiles: true });
	});

	it('have a link, a type, and the time at which the link expires', async () => {
		const file = { kind, index: 0, url: 'https://v', type: 'webm', expiresAt: NOW + 60_000 };
		expect(await fileOf({ _type: 'webm', _url_ttl: '60' })).toEqual(file);
		const { expiresAt } = (await fileOf({ _url_ttl: 3_155_760_000 })) ?? {};
		expect(expiresAt).toBe(NOW + 3_155_760_000_000);
	});

	it('have the usual type where theirs can not be part of a file name', async () => {
		const usual = { video: 'mp4', image: 'png', audio: 'mp3' }[kind];
		for (const _type of [undefined, '', '../mp4', 'mp4/..', '.', 'waytoolong', 5])
			expect(await fileOf({ _type })).toMatchObject({ type: usual });
	});

	it('have no time of expiry where their TTL makes no sense', async () => {
		for (const _url_ttl of [undefined, 0, -1, 'soon', 3_155_760_001])
			expect(await fileOf({ _url_ttl })).toMatchObject({ expiresAt: undefined });
	});
});
