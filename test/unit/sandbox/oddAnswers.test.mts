import { useClient, type Answer } from './client.mts';
import type { Rule } from '../../../sandbox/sandbox.mts';

const client = useClient();

type PollRule = Extract<Rule, { on: 'poll' }>;
type DownloadRule = Extract<Rule, { on: 'download' }>;

async function finished(): Promise<Answer> {
	const { data } = await client.current.submit();
	return await client.current.finish(data.task_id);
}

describe('an answer to a poll', () => {
	it.each<[PollRule['do'], object]>([
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
		const ids = [];
		for (const prompt of ['a cat', 'a dog', 'a bird']) {
			ids.push(String((await submit({ prompt })).data.task_id));
		}
		sandbox.misbehave({ on: 'poll', taskId: ids[0], do: { kind: 'answer', status: 500 } });
		sandbox.misbehave({ on: 'poll', matching: 'dog', do: { kind: 'answer', status: 502 } });
		const answers = await Promise.all(ids.map(async (id) => (await result(id)).status));
		expect(answers).toEqual([500, 502, 200]);
	});
});

describe('a success', () => {
	it('can come before its links, and the links before the files', async () => {
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
	async function downloadWith(misdeed: DownloadRule['do']) {
		const { videos } = await finished();
		const { sandbox, http } = client.current;
		sandbox.misbehave({ on: 'download', do: misdeed });
		const headers = { Authorization: undefined };
		return await http
			.get<string>(videos[0]?.video_url ?? '', { headers, timeout: 200 })
			.then(({ status, data }) => ({ status, data }))
			.catch(({ code }: { code: string }) => ({ code }));
	}

	const whole = { status: 200, data: 'video 0' };
	it.each<[string, DownloadRule['do'], object]>([
		['short but whole', { kind: 'truncate' }, { status: 200, data: 'vid' }],
		['cut short of its length', { kind: 'cutBody' }, { code: 'ERR_BAD_RESPONSE' }],
		['silent after its first half', { kind: 'hangInBody' }, { code: 'ECONNABORTED' }],
		['never answered', { kind: 'hangAfter' }, { code: 'ECONNABORTED' }],
		['of another type', { kind: 'headers', headers: { 'content-type': 'text/plain' } }, whole],
		['refused for a while', { kind: 'answer', status: 503 }, { status: 503, data: '' }],
		['late', { kind: 'delay', seconds: 0.05 }, whole],
	])('can be %s', async (_what, misdeed, outcome) => {
		expect(await downloadWith(misdeed)).toEqual(outcome);
	});

	it('is refused to a client that gives its key to the other host', async () => {
		const { videos } = await finished();
		const { status, data } = await client.current.http.get(videos[0]?.video_url ?? '');
		expect(status).toBe(400);
		expect(data).toContain('Authorization');
	});

	it('can be of a part alone', async () => {
		const { videos } = await finished();
		const headers = { Authorization: undefined, Range: 'bytes=2-4' };
		const { status, data } = await client.current.http.get(videos[0]?.video_url ?? '', { headers });
		expect([status, data]).toEqual([206, 'deo']);
	});
});
