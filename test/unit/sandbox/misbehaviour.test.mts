import { useClient, type Client } from './client.mts';

const client = useClient();

// That each misdeed is done is seen in the snapshots of `faultsOf…`.
describe('misbehaviour on command', () => {
	const noMoney = { kind: 'error', reason: 'NOT_ENOUGH_BALANCE' } as const;
	it('can be ordered over HTTP, where it makes sense, and ended', async () => {
		const { http, submit } = client.current;
		const order = async (rule: unknown) => await http.post('/sandbox/misbehave', rule);
		for (const senseless of [{ on: 'submit', do: { kind: 'explode' } }, '{no JSON'])
			expect((await order(senseless)).data).toMatchObject({ reason: 'INVALID_REQUEST_BODY' });
		expect((await order({ on: 'submit', do: noMoney })).status).toBe(200);
		expect((await submit()).status).toBe(403);
		await http.post('/sandbox/behave');
		expect((await submit()).status).toBe(200);
	});

	it('comes as often as it was ordered, for one task alone, or for those of one prompt', async () => {
		const { sandbox, submit, result } = client.current;
		sandbox.misbehave({ on: 'submit', after: 1, times: 2, do: { kind: 'answer', status: 500 } });
		const answers = [];
		for (const prompt of ['a cat', '', '', 'a dog', 'a bird'])
			answers.push(await submit({ prompt }));
		expect(answers.map(({ status }) => status)).toEqual([200, 500, 500, 200, 200]);
		const ids = answers.flatMap(({ data }) => data.task_id ?? []);
		sandbox.misbehave({ on: 'poll', taskId: `${ids[0]}`, do: { kind: 'answer', status: 500 } });
		sandbox.misbehave({ on: 'poll', matching: 'dog', do: { kind: 'answer', status: 502 } });
		const looks = await Promise.all(ids.map(async (id) => (await result(id)).status));
		expect(looks).toEqual([500, 502, 200]);
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
		['by the second', bySecond, 0, 1.1, [404, 404, 429]],
		['by any minute', sliding, 50, 59, [429]],
		['that slides', sliding, 50, 60, [404, 404, 429]],
		['by the minute of the clock', clock, 50, 10, [404, 404, 429]],
	])('%s answers 429 beyond it', async (_what, { current }, wait, later, then) => {
		current.pass(wait);
		expect(await ask(current, 3)).toEqual([404, 404, 429]);
		current.pass(later);
		expect(await ask(current, then.length)).toEqual(then);
	});

	it('can be for submissions alone, and counts each model by itself', async () => {
		const { submit, http } = submissions.current;
		expect(await ask(submissions.current, 3)).toEqual([404, 404, 404]);
		expect((await submit()).status).toBe(200);
		const data = {
			reason: 'RATE_LIMIT_EXCEEDED',
			message: expect.stringContaining('RPM') as string,
		};
		expect(await submit()).toMatchObject({ status: 429, data });
		const other = await http.post('/v3/async/veo-3.1-lite-t2v', { prompt: 'a sunset' });
		expect(other.status).toBe(200);
	});

	it('can be for running tasks, until one has ended', async () => {
		const { submit, finish } = running.current;
		const first = await submit();
		expect([(await submit()).status, (await submit()).status]).toEqual([200, 429]);
		await finish(first.data.task_id);
		expect((await submit()).status).toBe(200);
	});
});

it('what is shown of a sandbox has its tasks and its requests, without the key', async () => {
	const { http, sandbox, submit } = client.current;
	const prompt = '<img src=x onerror=alert(1)>';
	await submit({ prompt });
	const { data: requests } = await http.get('/sandbox/requests');
	expect(JSON.stringify(requests)).not.toContain(sandbox.key);
	const headers = { authorization: 'right key' };
	expect(requests[0]).toMatchObject({ method: 'POST', headers, body: { prompt } });
	const { data: page } = await http.get<string>('/');
	expect(page).toContain('In n8n, in the credential');
	expect((await http.get('/sandbox/state')).data).toMatchObject({
		key: sandbox.key,
		models: expect.arrayContaining([['veo-3.1-lite-i2v', expect.arrayContaining(['image'])]]),
		tasks: [{ model: 'veo-3.1-lite-firstlastframe', generation: { prompt }, progressPercent: 0 }],
	});
});
