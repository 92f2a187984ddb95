import type { Rule } from '../../../sandbox/sandbox.mts';
import { useClient, type Answer, type Client } from './client.mts';

const client = useClient();

type On<Kind> = Extract<Rule, { on: Kind }>['do'];

async function finished(): Promise<Answer> {
	const { data } = await client.current.submit();
	return await client.current.finish(data.task_id);
}

/** What a client makes of an answer, or of none. */
const seen = async (answer: Promise<{ status: number; data: unknown }>) =>
	await answer.then(
		({ status, data }) => ({ status, data }),
		({ code }: { code: string }) => ({ code }),
	);

/** Of those that hang, nobody waits for the end. */
const patienceWith = ({ kind }: { kind: string }) => ({ timeout: /^hang/.test(kind) ? 200 : 0 });

describe('misbehaviour on command', () => {
	it.each<[On<'submit'>, accepted: number, object]>([
		[{ kind: 'answer', status: 418, body: { tea: 1 } }, 0, { status: 418, data: { tea: 1 } }],
		[
			{ kind: 'error', reason: 'RATE_LIMIT_EXCEEDED' },
			0,
			{ status: 429, data: { reason: 'RATE_LIMIT_EXCEEDED' } },
		],
		[
			{ kind: 'html', status: 504 },
			0,
			{ status: 504, data: expect.stringContaining('<html>') as string },
		],
		[{ kind: 'reset' }, 0, { code: 'ECONNRESET' }],
		[{ kind: 'resetAfter' }, 1, { code: 'ECONNRESET' }],
		[
			{ kind: 'truncate' },
			1,
			{ status: 200, data: expect.stringMatching(/^\{"task_id/) as string },
		],
		[{ kind: 'empty' }, 0, { status: 200, data: '' }],
		[{ kind: 'hang' }, 0, { code: 'ECONNABORTED' }],
		[{ kind: 'redirect', location: 'http://127.0.0.1:9/', status: 307 }, 0, { status: 307 }],
	])('answers a submission with %j', async (misdeed, accepted, answer) => {
		const { sandbox, http, submit } = client.current;
		Object.assign(http.defaults, patienceWith(misdeed));
		sandbox.misbehave({ on: 'submit', do: misdeed });
		expect(await seen(submit())).toMatchObject(answer);
		expect(sandbox.tasks).toHaveLength(accepted);
	});

	it('comes as often as it was ordered, after as many as it was told to spare', async () => {
		const { sandbox, submit } = client.current;
		sandbox.misbehave({ on: 'submit', after: 1, times: 2, do: { kind: 'answer', status: 500 } });
		const statuses = [];
		for (let i = 0; i < 4; i++) statuses.push((await submit()).status);
		expect(statuses).toEqual([200, 500, 500, 200]);
	});

	it('can be ordered over HTTP, and ended', async () => {
		const { http, submit } = client.current;
		const rule = { on: 'submit', do: { kind: 'error', reason: 'NOT_ENOUGH_BALANCE' } };
		expect((await http.post('/sandbox/misbehave', rule)).status).toBe(200);
		expect((await submit()).status).toBe(403);
		await http.post('/sandbox/behave');
		expect((await submit()).status).toBe(200);
	});

	it.each([[{ on: 'submit', do: { kind: 'explode' } }], ['{no JSON']])(
		'that makes no sense is refused: %j',
		async (rule) => {
			const { status, data } = await client.current.http.post('/sandbox/misbehave', rule);
			expect([status, data.message]).toEqual([400, expect.any(String)]);
		},
	);

	it('shows what it received without the key and without pictures', async () => {
		const { http, submit, sandbox } = client.current;
		await submit();
		const { data } = await http.get('/sandbox/requests');
		expect(JSON.stringify(data)).not.toContain(sandbox.key);
		expect(data[0]).toMatchObject({
			method: 'POST',
			headers: { authorization: 'right key' },
			body: { prompt: 'a sunset' },
		});
	});
});

describe('an answer to a poll', () => {
	it.each<[On<'poll'>, object]>([
		[{ kind: 'taskStatus', status: 'TASK_STATUS_NEW' }, { task: { status: 'TASK_STATUS_NEW' } }],
		[{ kind: 'videos', value: null }, { videos: null }],
		[{ kind: 'videos', value: 'empty' }, { videos: [] }],
		[{ kind: 'videoTtl', value: 60 }, { videos: [{ video_url_ttl: 60 }] }],
		[{ kind: 'videoUrl', url: 'ftp://x' }, { videos: [{ video_url: 'ftp://x' }] }],
	])('can be odd: %j', async (misdeed, odd) => {
		const { task } = await finished();
		client.current.sandbox.misbehave({ on: 'poll', do: misdeed });
		expect((await client.current.result(task.task_id)).data).toMatchObject(odd);
	});

	it('can lack its videos and its hints', async () => {
		const { task } = await finished();
		const { sandbox, result } = client.current;
		sandbox.misbehave({ on: 'poll', times: 1, do: { kind: 'videos', value: 'absent' } });
		sandbox.misbehave({ on: 'poll', do: { kind: 'noHints' } });
		expect((await result(task.task_id)).data).not.toHaveProperty('videos');
		const { data } = await result(task.task_id);
		expect(data.task).not.toHaveProperty('eta');
		expect(data.task).not.toHaveProperty('progress_percent');
	});

	it('can be odd for one task alone, or for those of one prompt', async () => {
		const { sandbox, submit, result } = client.current;
		const ids: unknown[] = [];
		for (const prompt of ['a cat', 'a dog', 'a bird'])
			ids.push((await submit({ prompt })).data.task_id);
		sandbox.misbehave({ on: 'poll', taskId: `${ids[0]}`, do: { kind: 'answer', status: 500 } });
		sandbox.misbehave({ on: 'poll', matching: 'dog', do: { kind: 'answer', status: 502 } });
		const answers = await Promise.all(ids.map(async (id) => (await result(id)).status));
		expect(answers).toEqual([500, 502, 200]);
	});

	it('can be a success before its links, and the links before the files', async () => {
		const { submit, finish, result, pass, http } = client.current;
		const { data } = await submit({ prompt: '[sandbox: late links 20] [sandbox: late files 50]' });
		const before = await finish(data.task_id);
		expect([before.task.status, before.videos]).toEqual(['TASK_STATUS_SUCCEED', []]);
		pass(20);
		const [video] = (await result(data.task_id)).data.videos;
		const look = async () =>
			(await http.get(video?.video_url ?? '', { headers: { Authorization: undefined } })).status;
		expect(await look()).toBe(404);
		pass(30);
		expect(await look()).toBe(200);
	});
});

describe('a download', () => {
	const whole = { status: 200, data: 'video 0' };
	it.each<[string, On<'download'> | undefined, object, object]>([
		['short but whole', { kind: 'truncate' }, {}, { status: 200, data: 'vid' }],
		['cut short of its length', { kind: 'cutBody' }, {}, { code: 'ERR_BAD_RESPONSE' }],
		['silent after its first half', { kind: 'hangInBody' }, {}, { code: 'ECONNABORTED' }],
		['never answered', { kind: 'hangAfter' }, {}, { code: 'ECONNABORTED' }],
		['of another type', { kind: 'headers', headers: { 'content-type': 'text/plain' } }, {}, whole],
		['refused for a while', { kind: 'answer', status: 503 }, {}, { status: 503, data: '' }],
		['late', { kind: 'delay', seconds: 0.05 }, {}, whole],
		['of a part alone', undefined, { Range: 'bytes=2-4' }, { status: 206, data: 'deo' }],
		[
			'refused to a client that gives its key to the other host',
			undefined,
			{ Authorization: 'Bearer x' },
			{ status: 400, data: expect.stringContaining('Authorization') as string },
		],
	])('can be %s', async (_what, misdeed, more, outcome) => {
		const { videos } = await finished();
		const { sandbox, http } = client.current;
		if (misdeed) sandbox.misbehave({ on: 'download', do: misdeed });
		const headers = { Authorization: undefined, ...more };
		const patience = patienceWith(misdeed ?? { kind: 'none' });
		const got = seen(http.get<string>(videos[0]?.video_url ?? '', { headers, ...patience }));
		expect(await got).toEqual(outcome);
	});
});

describe('a limit', () => {
	const bySecond = useClient({ maxRps: 2 });
	const sliding = useClient({ maxRpm: 2 });
	const clock = useClient({ maxRpm: 2, rpmWindow: 'clock' });
	const submissions = useClient({ maxRpm: 1, limit: 'submissions' });
	const running = useClient({ maxRunning: 2 });

	const ask = async ({ result }: Client, times: number) => {
		const statuses = [];
		for (let i = 0; i < times; i++) statuses.push((await result('x')).status);
		return statuses;
	};

	it.each([
		['by the second', bySecond, 0, [404, 404, 429], 1.1, [404, 404, 429]],
		['by any minute', sliding, 50, [404, 404, 429], 59, [429]],
		['that slides', sliding, 50, [404, 404, 429], 60, [404, 404, 429]],
		['by the minute of the clock', clock, 50, [404, 404, 429], 10, [404, 404, 429]],
	])('%s answers 429 beyond it', async (_what, { current }, wait, first, later, then) => {
		current.pass(wait);
		expect(await ask(current, first.length)).toEqual(first);
		current.pass(later);
		expect(await ask(current, then.length)).toEqual(then);
	});

	it('can be for submissions alone, and counts each model by itself', async () => {
		const { submit, http } = submissions.current;
		expect(await ask(submissions.current, 3)).toEqual([404, 404, 404]);
		expect((await submit()).status).toBe(200);
		expect(await submit()).toMatchObject({
			status: 429,
			data: { reason: 'RATE_LIMIT_EXCEEDED', message: expect.stringContaining('RPM') },
		});
		const other = await http.post('/v3/async/veo-3.1-lite-t2v', { prompt: 'a sunset' });
		expect(other.status).toBe(200);
	});

	it('can be for running tasks, until one has ended', async () => {
		const { submit, finish } = running.current;
		const first = await submit();
		expect([first.status, (await submit()).status, (await submit()).status]).toEqual([
			200, 200, 429,
		]);
		await finish(first.data.task_id);
		expect((await submit()).status).toBe(200);
	});
});

it('the start page is there with its style, what to enter into the credential, and the tasks', async () => {
	const { http, sandbox, submit } = client.current;
	const { data: page } = await http.get<string>('/');
	expect(page).toContain('In n8n, in the credential');
	const [, style = ''] = /stylesheet" href="([^"]+)"/.exec(page) ?? [];
	expect((await http.get(style)).status).toBe(200);
	const prompt = '<img src=x onerror=alert(1)>';
	await submit({ prompt });
	const { data } = await http.get('/sandbox/state');
	expect(data).toMatchObject({
		key: sandbox.key,
		models: expect.arrayContaining([['veo-3.1-lite-i2v', expect.arrayContaining(['image'])]]),
		tasks: [{ model: 'veo-3.1-lite-firstlastframe', generation: { prompt }, progressPercent: 0 }],
	});
});
