import axios from 'axios';
import { hintsOf } from './support/execute.mts';
import { useSandbox } from './support/useSandbox.mts';
import { answersWith, contentOf, tasksFor, tasksOf, wait } from './support/waiting.mts';

const sandbox = useSandbox();

const endless = { prompt: '[sandbox: endless]' };

type Body = Record<string, unknown> & Record<'videos' | 'images' | 'audios', unknown[]>;

/** The answer to a poll, as the sandbox gives it. */
async function answerOf(taskId = ''): Promise<Body> {
	const { data } = await axios.get<Body>(`${sandbox.url}/v3/async/task-result`, {
		params: { task_id: taskId },
		headers: { Authorization: `Bearer ${sandbox.key}` },
	});
	return data;
}

describe.each([
	['video', 'veo-3.1-lite-t2v', 'mp4', 'video/mp4'],
	['image', 'sandbox-image', 'png', 'image/png'],
	['audio', 'sandbox-sound', 'wav', 'audio/wav'],
] as const)('a task that makes files of the kind %s', (kind, model, type, mimeType) => {
	const made = async () =>
		(await tasksOf(model, { prompt: 'x', sample_count: 2, seed: 9 })) as [string];
	const files = { status: 'TASK_STATUS_SUCCEED', [`${kind}_count`]: 2, seed: 9 };
	const fileOf = (index: number) => ({
		[`${kind}_url`]: expect.stringContaining(`${sandbox.videoUrl}/`),
		[`${kind}_type`]: type,
		[`${kind}_url_expires_at`]: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
		[`${kind}_index`]: index,
	});

	it.each(['wait', 'check', 'suspend'])('becomes an item for each file (%s)', async (operation) => {
		const [id] = await made();
		const execution = await wait([id], { parameters: { operation } });
		const items = execution.output('Wait');
		expect(items).toHaveLength(2);
		for (const [index, { json, binary, pairedItem }] of items.entries()) {
			expect(json).toEqual({ task_id: id, ...files, ...fileOf(index) });
			expect(pairedItem).toEqual({ item: 0 });
			const fileName = `${id}_${index}.${type}`;
			const about = { fileName, mimeType, fileExtension: type, fileType: kind };
			expect(binary?.data).toMatchObject(about);
			expect(await contentOf(binary?.data)).toBe(`video ${index} of ${id}`);
		}
		expect(hintsOf(execution, 'Wait')).toEqual([]);
	});

	it('becomes one item when asked for one item per task, with its files where the user wants them', async () => {
		const [id] = await made();
		const options = { output: 'perTask', binaryProperty: 'clip' };
		const { output } = await wait([id], { parameters: { options } });
		const [item, ...more] = output('Next');
		expect(more).toEqual([]);
		expect(item?.json).toEqual({ task_id: id, ...files, [`${kind}s`]: [fileOf(0), fileOf(1)] });
		expect(Object.keys(item?.binary ?? {})).toEqual(['clip_0', 'clip_1']);
		expect(await contentOf(item?.binary?.clip_1)).toBe(`video 1 of ${id}`);
	});
});

it.each([
	['perFile', [['video'], ['video'], ['image'], ['audio']]],
	['perTask', [['video', 'video', 'image', 'audio']]],
])('a task with files of several kinds brings all, videos first: %s', async (output, files) => {
	const [id] = (await tasksFor({ sample_count: 2 })) as [string];
	const [image] = await tasksOf('sandbox-image', { prompt: 'x' });
	const [sound] = await tasksOf('sandbox-sound', { prompt: 'x' });
	const { images } = await answerOf(image);
	const { audios } = await answerOf(sound);
	answersWith({ ...(await answerOf(id)), images, audios });
	const execution = await wait([id], { parameters: { options: { output } } });
	const got = execution.output('Next').map(({ binary }) => Object.values(binary ?? {}));
	expect(got.map((each) => each.map(({ fileType }) => fileType))).toEqual(files);
	expect(got.flat().map(({ fileName }) => fileName)).toEqual(
		['0.mp4', '1.mp4', '2.png', '3.wav'].map((end) => `${id}_${end}`),
	);
	expect(execution.output('Next').at(-1)?.json).toMatchObject({ audio_count: 1 });
	expect('image_count' in (execution.output('Next').at(-1)?.json ?? {})).toBe(output === 'perTask');
});

describe('a finished task', () => {
	it.each(['perFile', 'perTask'])('is the raw answer when not simplified (%s)', async (output) => {
		const ids = await tasksFor({});
		const execution = await wait(ids, { parameters: { options: { output, simplify: false } } });
		const [item] = execution.output('Next');
		expect(item?.json).toMatchObject({
			task: { task_id: ids[0], status: 'TASK_STATUS_SUCCEED', progress_percent: 100 },
			videos: [{ video_url: expect.any(String), video_url_ttl: '3600', video_type: 'mp4' }],
			images: [],
			audios: [],
			extra: { seed: expect.any(String) },
		});
		expect(Object.keys(item?.binary ?? {})).toEqual([output === 'perTask' ? 'data_0' : 'data']);
	});

	it('brings links alone, and says that they expire, when its videos are not to be downloaded', async () => {
		const execution = await wait(await tasksFor({}), { parameters: { downloadFiles: false } });
		const [item] = execution.output('Next');
		expect(item).not.toHaveProperty('binary');
		expect(sandbox.downloads()).toHaveLength(0);
		const left = Date.parse(String(item?.json.video_url_expires_at)) - Date.now();
		expect(left).toBeLessThanOrEqual(3_600_000);
		expect(left).toBeGreaterThan(3_000_000);
		expect(hintsOf(execution, 'Wait')).toEqual([
			expect.stringMatching(/^The links expire.+“Download Files”/),
		]);
	});

	it('is fetched without the key, and without any other credentials', async () => {
		await wait(await tasksFor({}));
		expect(sandbox.downloads()).toHaveLength(1);
		expect(sandbox.downloads()[0]?.headers).not.toHaveProperty('authorization');
		expect(JSON.stringify(sandbox.downloads()[0]?.headers)).not.toContain(sandbox.key);
	});

	it.each([
		['a reason alone', []],
		['entries without a link', [{}, { video_url: '' }]],
	])('that brought less than was asked for says so: %s', async (_what, entries) => {
		const ids = await tasksFor({}, {});
		const body = await answerOf(ids[0]);
		const task = { ...(body.task as object), reason: '2 of 4 samples filtered' };
		answersWith({ ...body, task, videos: [...body.videos, ...entries] });
		const execution = await wait(ids);
		expect(execution.output('Next').map(({ json }) => json.video_count)).toEqual([1, 1]);
		expect(hintsOf(execution, 'Wait')).toEqual([
			'Fewer files than requested may have come (items: 2). The service gives this reason: "2 of 4 samples filtered".',
		]);
	});
});

describe('several tasks', () => {
	it('come out in the order of the items, whichever finishes first, and linked to them', async () => {
		const slow = { prompt: '[sandbox: slow 90]', sample_count: 2 };
		const ids = await tasksFor(slow, {}, { prompt: '[sandbox: slow 30]' });
		const { output } = await wait(ids);
		const seen = output('Wait').map(({ json, pairedItem }) => [json.task_id, pairedItem]);
		expect(seen).toEqual([0, 0, 1, 2].map((item) => [ids[item], { item }]));
	});

	it('are asked for once a look, also when several items wait for the same one', async () => {
		const [id] = (await tasksFor({})) as [string];
		const { output } = await wait([id, id, id]);
		expect(output('Wait').map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2].map((item) => ({ item })),
		);
		expect(await contentOf(output('Next')[2]?.binary?.data)).toBe(`video 0 of ${id}`);
		expect(sandbox.polls()).toBe(1);
		expect(sandbox.downloads()).toHaveLength(1);
	});
});

describe('a single check', () => {
	const check = { parameters: { operation: 'check' } };

	it('returns the state of a task that still runs, and asks once', async () => {
		const ids = await tasksFor(endless);
		const { output } = await wait(ids, check);
		const status = expect.stringMatching(/^TASK_STATUS_(QUEUED|PROCESSING)$/) as string;
		const [progress_percent, eta] = [expect.any(Number), expect.any(Number)];
		const json = { task_id: ids[0], status, progress_percent, eta };
		expect(output('Next')).toEqual([{ json, pairedItem: { item: 0 } }]);
		expect(sandbox.polls()).toBe(1);
	});

	it.each([
		['failed', { status: 'TASK_STATUS_FAILED', reason: 'no good' }, {}],
		['brought nothing', { status: 'TASK_STATUS_SUCCEED', reason: 'filtered' }, { video_count: 0 }],
	])('returns a task as it is that %s', async (_what, task, more) => {
		answersWith({ task, videos: [] });
		const { output } = await wait(['it'], check);
		expect(output('Next')[0]?.json).toEqual({ task_id: 'it', ...task, ...more });
	});
});
