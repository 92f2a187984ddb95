import axios from 'axios';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { INodeParameters } from 'n8n-workflow';
import type { Execution } from './support/execute.mts';
import { useFastClock } from './support/fastClock.mts';
import { suspend } from './support/suspending.mts';
import { useSandbox } from './support/useSandbox.mts';
import { contentOf, tasksFor, tasksOf, wait } from './support/waiting.mts';

const sandbox = useSandbox();

// The pauses between tries are seconds.
useFastClock(10);

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

	it.each(['wait', 'check', 'suspend'])('becomes an item for each file (%s)', async (mode) => {
		const [id] = await made();
		const run = mode === 'suspend' ? suspend : wait;
		const { error, output } = await run(sandbox.current, [id], {
			parameters: mode === 'suspend' ? {} : { mode },
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
		const { output } = await wait(sandbox.current, [id], { parameters: { output: 'perTask' } });
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

	it('has the MIME type of its kind where the host tells none', async () => {
		const [id] = await made(1);
		sandbox.current.misbehave({
			on: 'download',
			do: {
				kind: 'answer',
				status: 200,
				body: 'file',
				headers: { 'content-type': 'application/octet-stream' },
			},
		});
		const { output } = await wait(sandbox.current, [id]);
		expect(output('Next')[0]?.binary?.data).toMatchObject({ mimeType, fileType: kind });
	});

	it('is named in messages and hints', async () => {
		const [id] = await made();
		const noun = kind === 'audio' ? 'audio file' : kind;
		const all = await wait(sandbox.current, [id]);
		expect(hints(all)).toEqual([
			`A task returned 2 ${noun}s. Each file is an item of its own, numbered by “${kind}_index”.`,
		]);
		sandbox.current.misbehave({ on: 'download', do: { kind: 'error', reason: 'ACCESS_DENY' } });
		const { error } = await wait(sandbox.current, [id], {
			parameters: { options: { failedDownload: 'fail' } },
		});
		const name = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`;
		expect(error?.message).toBe(`${name} 0 of task ${id} could not be downloaded [item 0]`);
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
		expect(hints(execution)).toEqual([
			'A task returned 4 files. Each file is an item of its own, numbered by “video_index”, “image_index”, “audio_index”.',
		]);
	});

	it('brings all of them in one item, their files numbered over all kinds', async () => {
		const { execution } = await of({ output: 'perTask' });
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
		expect(hints(execution)).toEqual([
			'A task returned 4 files. Each item has all files of its task, in “videos”, “images”, “audios” and as separate binary fields.',
		]);
	});

	it('says of each file that could not be downloaded that it is missing', async () => {
		const id = await mixedTask();
		sandbox.current.misbehave({
			on: 'download',
			after: 2,
			do: { kind: 'answer', status: 200, body: {} },
		});
		const execution = await wait(sandbox.current, [id]);
		expect(execution.output('Next').map(({ json }) => 'download_failed' in json)).toEqual([
			false,
			false,
			true,
			true,
		]);
		expect(warnings(execution)).toEqual([
			expect.stringMatching(/^2 files could not be downloaded\./),
		]);
	});
});

describe('a success that brought less than was asked for', () => {
	it('returns what there is, and says what the service says', async () => {
		const [id] = (await tasksFor(sandbox.current, { sample_count: 2 })) as [string];
		const body = await answerOf(id);
		answer({ ...body, task: { ...(body.task as object), reason: '2 of 4 samples filtered' } });
		const execution = await wait(sandbox.current, [id]);
		expect(execution.output('Next')).toHaveLength(2);
		expect(warnings(execution)).toContain(
			'1 task may have returned fewer files than requested. The service says: "2 of 4 samples filtered".',
		);
	});

	it('says how many files came without a link', async () => {
		const [id] = (await tasksFor(sandbox.current, {})) as [string];
		const body = await answerOf(id);
		answer({ ...body, videos: [...body.videos, {}, { video_url: '' }] });
		const execution = await wait(sandbox.current, [id]);
		expect(execution.output('Next').map(({ json }) => json.video_count)).toEqual([1]);
		expect(warnings(execution)).toEqual([
			expect.stringContaining('The service also lists 2 files without a link.'),
		]);
	});

	it('counts the tasks that brought less', async () => {
		const ids = (await tasksFor(sandbox.current, {}, {})) as [string, string];
		const body = await answerOf(ids[0]);
		answer({
			...body,
			task: { ...(body.task as object), reason: 'filtered' },
			videos: [...body.videos, {}],
		});
		const said = warnings(await wait(sandbox.current, ids)).join(' ');
		expect(said).toContain('2 tasks may have returned fewer files than requested.');
		expect(said).toContain('The service also lists 2 files without a link.');
	});

	it('tells a single check the reason why there is none', async () => {
		answer({ task: { status: 'TASK_STATUS_SUCCEED', reason: 'all filtered' }, videos: [] });
		const { output } = await wait(sandbox.current, ['some-task'], {
			parameters: { mode: 'check' },
		});
		expect(output('Next')[0]?.json).toEqual({
			task_id: 'some-task',
			status: 'TASK_STATUS_SUCCEED',
			reason: 'all filtered',
			video_count: 0,
		});
	});
});

describe('files that n8n keeps in its memory', () => {
	const MB = 1024 * 1024;
	let stored: jest.SpyInstance;
	afterEach(() => stored.mockRestore());

	const ofSize = async (bytes: number, binary: object) => {
		stored = jest
			.spyOn(Container.get(BinaryDataService), 'store')
			.mockImplementation(async (_location, body, data) => {
				for await (const _piece of body as AsyncIterable<Buffer>);
				return {
					...data,
					...binary,
					...('id' in binary ? {} : { data: 'A'.repeat((bytes * 4) / 3) }),
				};
			});
		const ids = await tasksFor(sandbox.current, {}, {});
		return hints(await wait(sandbox.current, [...ids, ids[0] as string]));
	};

	it('are said to be large, once, with what helps', async () => {
		const said = await ofSize(30 * MB, {});
		expect(said).toEqual([
			expect.stringMatching(/^n8n keeps these files \(60 MB\) in memory and in the data/),
		]);
		expect(said[0]).toContain('N8N_DEFAULT_BINARY_DATA_MODE');
	});

	it.each([
		['are small', 20 * MB, {}],
		['are in its store', 30 * MB, { id: 'filesystem-v2:x', data: 'filesystem-v2' }],
	])('are not mentioned where they %s', async (_what, bytes, binary) => {
		expect(await ofSize(bytes, binary)).toEqual([]);
	});
});
