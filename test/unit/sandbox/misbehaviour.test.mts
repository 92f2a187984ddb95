import type { Rule } from '../../../sandbox/sandbox.mts';
import { useClient, type Client } from './client.mts';

const client = useClient();

type SubmitRule = Extract<Rule, { on: 'submit' }>;

async function submitWith(misdeed: SubmitRule['do']) {
	client.current.sandbox.misbehave({ on: 'submit', do: misdeed });
	try {
		const { status, data } = await client.current.submit();
		return { status, data };
	} catch (error) {
		return { code: (error as { code?: string }).code };
	}
}

const accepted = () => client.current.sandbox.tasks.length;

describe('misbehaviour on command', () => {
	it('answers anything', async () => {
		expect(await submitWith({ kind: 'answer', status: 418, body: { tea: true } })).toEqual({
			status: 418,
			data: { tea: true },
		});
		expect(accepted()).toBe(0);
	});

	it('answers the API’s own refusals with their status', async () => {
		expect(await submitWith({ kind: 'error', reason: 'RATE_LIMIT_EXCEEDED' })).toMatchObject({
			status: 429,
			data: { reason: 'RATE_LIMIT_EXCEEDED' },
		});
	});

	it('answers a gateway’s page', async () => {
		const { status, data } = await submitWith({ kind: 'html', status: 504 });
		expect(status).toBe(504);
		expect(data).toContain('<html>');
	});

	it('resets before and after a generation was accepted', async () => {
		expect(await submitWith({ kind: 'reset' })).toEqual({ code: 'ECONNRESET' });
		expect(accepted()).toBe(0);
		client.current.sandbox.behave();
		expect(await submitWith({ kind: 'resetAfter' })).toEqual({ code: 'ECONNRESET' });
		expect(accepted()).toBe(1);
	});

	it('answers half of the JSON, or nothing', async () => {
		expect(await submitWith({ kind: 'truncate' })).toMatchObject({
			status: 200,
			data: expect.stringMatching(/^\{"task_id/),
		});
		client.current.sandbox.behave();
		expect(await submitWith({ kind: 'empty' })).toEqual({ status: 200, data: '' });
	});

	it('hangs, until the client gives up', async () => {
		client.current.http.defaults.timeout = 100;
		expect(await submitWith({ kind: 'hang' })).toEqual({ code: 'ECONNABORTED' });
		expect(accepted()).toBe(0);
	});

	it('redirects', async () => {
		expect(
			await submitWith({ kind: 'redirect', location: 'http://127.0.0.1:9/', status: 307 }),
		).toMatchObject({ status: 307 });
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
			expect(status).toBe(400);
			expect(data.message).toEqual(expect.any(String));
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

describe('a rate limit', () => {
	const limited = useClient({ maxRps: 2 });

	it('answers 429 to more requests than allowed within a second', async () => {
		const { result, pass } = limited.current;
		const statuses = [];
		for (let i = 0; i < 3; i++) statuses.push((await result('x')).status);
		pass(1.1);
		statuses.push((await result('x')).status);
		expect(statuses).toEqual([404, 404, 429, 404]);
	});
});

describe('a limit by the minute', () => {
	const sliding = useClient({ maxRpm: 2 });
	const clock = useClient({ maxRpm: 2, rpmWindow: 'clock' });
	const submissions = useClient({ maxRpm: 1, limit: 'submissions' });

	const ask = async ({ result }: Client, times: number) => {
		const statuses = [];
		for (let i = 0; i < times; i++) statuses.push((await result('x')).status);
		return statuses;
	};

	it('slides: there is room again when the oldest request is a minute old', async () => {
		const { pass } = sliding.current;
		expect(await ask(sliding.current, 1)).toEqual([404]);
		pass(50);
		expect(await ask(sliding.current, 2)).toEqual([404, 429]);
		pass(10);
		expect(await ask(sliding.current, 2)).toEqual([404, 429]);
	});

	it('or begins with the minute of the clock', async () => {
		const { pass } = clock.current;
		pass(50);
		expect(await ask(clock.current, 3)).toEqual([404, 404, 429]);
		pass(10);
		expect(await ask(clock.current, 3)).toEqual([404, 404, 429]);
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
});

describe('a limit on running tasks', () => {
	const limited = useClient({ maxRunning: 2 });

	it('answers 429 until one has ended', async () => {
		const { submit, finish } = limited.current;
		const first = await submit();
		expect([first.status, (await submit()).status, (await submit()).status]).toEqual([
			200, 200, 429,
		]);
		await finish(first.data.task_id);
		expect((await submit()).status).toBe(200);
	});
});

describe('the start page', () => {
	it('is there, with its style', async () => {
		const { http } = client.current;
		const { data } = await http.get<string>('/');
		expect(data).toContain('In n8n, in the credential');
		const [, style = ''] = /stylesheet" href="([^"]+)"/.exec(data) ?? [];
		expect((await http.get(style)).status).toBe(200);
	});

	it('gets what to enter into the credential, and the tasks', async () => {
		const { http, sandbox, submit } = client.current;
		await submit({ prompt: '<img src=x onerror=alert(1)>' });
		const { data } = await http.get('/sandbox/state');
		expect(data).toMatchObject({
			key: sandbox.key,
			models: expect.arrayContaining([['veo-3.1-lite-i2v', expect.arrayContaining(['image'])]]),
			tasks: [
				{
					model: 'veo-3.1-lite-firstlastframe',
					generation: { prompt: '<img src=x onerror=alert(1)>' },
					progressPercent: 0,
				},
			],
		});
	});
});
