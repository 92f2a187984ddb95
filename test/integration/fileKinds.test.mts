import axios from 'axios';
import type { INodeParameters } from 'n8n-workflow';
import type { Execution } from './support/execute.mts';
import { useFastClock } from './support/fastClock.mts';
import { suspend } from './support/suspending.mts';
import { useSandbox } from './support/useSandbox.mts';
import { contentOf, tasksFor, tasksOf, wait } from './support/waiting.mts';

const sandbox = useSandbox();

// A minute of patience is a second.
useFastClock(60);

const kinds = [
	['video', 'veo-3.1-lite-t2v', 'mp4', 'video/mp4'],
	['image', 'sandbox-image', 'png', 'image/png'],
	['audio', 'sandbox-sound', 'wav', 'audio/wav'],
] as const;

type Body = Record<string, unknown> & Record<'videos' | 'images' | 'audios', unknown[]>;

/** The answer to a poll, as the sandbox gives it. */
async function answerOf(taskId: string): Promise<Body> {
	const { data } = await axios.get<Body>(`${sandbox.current.url}/v3/async/task-result`, {
		params: { task_id: taskId },
		headers: { Authorization: `Bearer ${sandbox.current.key}` },
	});
	return data;
}

/** A task with two videos, an image and a sound, all of them to be had. */
async function mixedTask(): Promise<string> {
	const [id] = (await tasksFor(sandbox.current, { sample_count: 2, seed: 9 })) as [string];
	const [image] = (await tasksOf(sandbox.current, 'sandbox-image', { prompt: 'x' })) as [string];
	const [sound] = (await tasksOf(sandbox.current, 'sandbox-sound', { prompt: 'x' })) as [string];
	const { images } = await answerOf(image);
	const { audios } = await answerOf(sound);
	answer({ ...(await answerOf(id)), images, audios }, id);
	return id;
}

function answer(body: object, taskId?: string): void {
	sandbox.current.misbehave({
		on: 'poll',
		...(taskId === undefined ? {} : { taskId }),
		do: { kind: 'answer', status: 200, body: body as Record<string, never> },
	});
}

const allHints = ({ run }: Execution) => run.data.resultData.runData.Wait?.[0]?.hints ?? [];
const hints = (execution: Execution) => allHints(execution).map(({ message }) => message);
const warnings = (execution: Execution) =>
	allHints(execution).flatMap(({ type, message }) => (type === 'warning' ? [message] : []));

describe.each(kinds)('a task that makes files of the kind %s', (kind, model, type, mimeType) => {
	const made = async (count = 2) =>
		(await tasksOf(sandbox.current, model, { prompt: 'x', sample_count: count, seed: 9 })) as [
			string,
		];
	const fileOf = (index: number) => ({
		[`${kind}_url`]: expect.stringContaining(`${sandbox.current.videoUrl}/`),
		[`${kind}_type`]: type,
		[`${kind}_url_expires_at`]: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
		[`${kind}_index`]: index,
	});

	it.each(['wait', 'check', 'suspend'])('becomes an item for each file (%s)', async (operation) => {
		const [id] = await made();
		const run = operation === 'suspend' ? suspend : wait;
		const { error, output } = await run(sandbox.current, [id], {
			parameters: { operation },
		});
		expect(error).toBeUndefined();
		const items = output('Next');
		expect(items.map(({ json }) => json)).toEqual(
			[0, 1].map((index) => ({
				task_id: id,
				status: 'TASK_STATUS_SUCCEED',
				...fileOf(index),
				[`${kind}_count`]: 2,
				seed: 9,
			})),
		);
		for (const [index, { binary }] of items.entries()) {
			expect(binary?.data).toMatchObject({
				fileName: `${id}_${index}.${type}`,
				mimeType,
				fileExtension: type,
				fileType: kind,
			});
			expect(await contentOf(binary?.data)).toBe(`video ${index} of ${id}`);
		}
	});

	it('becomes one item when asked for one item per task', async () => {
		const [id] = await made();
		const { output } = await wait(sandbox.current, [id], {
			parameters: { options: { output: 'perTask' } },
		});
		expect(output('Next').map(({ json }) => json)).toEqual([
			{
				task_id: id,
				status: 'TASK_STATUS_SUCCEED',
				[`${kind}s`]: [fileOf(0), fileOf(1)],
				[`${kind}_count`]: 2,
				seed: 9,
			},
		]);
		expect(Object.keys(output('Next')[0]?.binary ?? {})).toEqual(['data_0', 'data_1']);
	});
});

describe('a task with files of several kinds', () => {
	const of = async (parameters: INodeParameters) => {
		const id = await mixedTask();
		return { id, execution: await wait(sandbox.current, [id], { parameters }) };
	};

	it('brings all of them, videos first, each with a name of its own', async () => {
		const { id, execution } = await of({});
		const items = execution.output('Next');
		expect(
			items.map(({ json }) => [
				Object.keys(json).filter((name) => /_(url|index|count)$/.test(name)),
				json.video_index ?? json.image_index ?? json.audio_index,
			]),
		).toEqual([
			[['video_url', 'video_index', 'video_count'], 0],
			[['video_url', 'video_index', 'video_count'], 1],
			[['image_url', 'image_index', 'image_count'], 0],
			[['audio_url', 'audio_index', 'audio_count'], 0],
		]);
		expect(items.map(({ binary }) => binary?.data?.fileName)).toEqual([
			`${id}_0.mp4`,
			`${id}_1.mp4`,
			`${id}_2.png`,
			`${id}_3.wav`,
		]);
	});

	it('brings all of them in one item, their files numbered over all kinds', async () => {
		const { execution } = await of({ options: { output: 'perTask' } });
		const [item] = execution.output('Next');
		expect(Object.keys(item?.json ?? {})).toEqual([
			'task_id',
			'status',
			'videos',
			'images',
			'audios',
			'video_count',
			'image_count',
			'audio_count',
			'seed',
		]);
		expect(
			Object.entries(item?.binary ?? {}).map(([field, { fileType }]) => [field, fileType]),
		).toEqual([
			['data_0', 'video'],
			['data_1', 'video'],
			['data_2', 'image'],
			['data_3', 'audio'],
		]);
	});
});

describe('a success that brought less than was asked for', () => {
	it.each([
		['a reason alone', [], 'The service gives this reason: "2 of 4 samples filtered".'],
		[
			'entries without a link',
			[{}, { video_url: '' }],
			'The service gives this reason: "2 of 4 samples filtered".',
		],
	])('returns what there is, and says what the service says: %s', async (_what, entries, said) => {
		const ids = (await tasksFor(sandbox.current, {}, {})) as [string, string];
		const body = await answerOf(ids[0]);
		const task = { ...(body.task as object), reason: '2 of 4 samples filtered' };
		answer({ ...body, task, videos: [...body.videos, ...entries] });
		const execution = await wait(sandbox.current, ids);
		expect(execution.output('Next').map(({ json }) => json.video_count)).toEqual([1, 1]);
		expect(warnings(execution)).toEqual([
			`Fewer files than requested may have come of 2 tasks. ${said}`,
		]);
	});

	it('tells a single check the reason why there is none', async () => {
		answer({ task: { status: 'TASK_STATUS_SUCCEED', reason: 'all filtered' }, videos: [] });
		const { output } = await wait(sandbox.current, ['it'], { parameters: { operation: 'check' } });
		expect(output('Next')[0]?.json).toMatchObject({ reason: 'all filtered', video_count: 0 });
	});
});

it('a link that is not downloaded is said to expire', async () => {
	const ids = await tasksFor(sandbox.current, {});
	const execution = await wait(sandbox.current, ids, { parameters: { downloadFiles: false } });
	expect(hints(execution)).toEqual([
		expect.stringMatching(/^The links stop working at \d{4}-.+“Download Files”/),
	]);
});
