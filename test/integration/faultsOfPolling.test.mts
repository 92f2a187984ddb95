import type { INodeExecutionData } from 'n8n-workflow';
import { CANARY, expectNoSecrets, plain, told, useLog } from './support/evidence.mts';
import {
	faults,
	frequencies,
	status,
	task,
	unreachable,
	type PollFault,
} from './support/faults.mts';
import { useSandbox } from './support/useSandbox.mts';
import { tasksFor, wait } from './support/waiting.mts';

useLog();
const sandbox = useSandbox({ key: CANARY });

/** What can be odd about the answer to a poll. */
const only: Array<[string, PollFault]> = [
	['404 of a task that is not known yet', { kind: 'error', reason: 'TASK_NOT_FOUND' }],
	['answers that take 5.5 seconds', { kind: 'delay', seconds: 5.5 }],
	['an unknown status, with a video', status('DREAMING')],
	['`TASK_STATUS_CANCELED`', status('CANCELED')],
	['failed, with a reason', task({ status: 'TASK_STATUS_FAILED', reason: 'Too dark' })],
	['failed, without a reason', task({ status: 'TASK_STATUS_FAILED' })],
	['failed, with a video', status('FAILED')],
	['an unknown status, without a video', task({ status: 'TASK_STATUS_DREAMING' })],
	['a success with videos and a reason', status('SUCCEED', '2 samples were filtered')],
	['a success without videos', { kind: 'videos', value: 'empty' }],
	['a success without videos, with a reason', task({ reason: 'Filtered' })],
	['a success whose images have no link', task({}, { images: [{ image_type: 'png' }, {}] })],
	['a success whose `videos` is `null`', { kind: 'videos', value: null }],
	['a success without the field `videos`', { kind: 'videos', value: 'absent' }],
	['a `video_url` that is missing', { kind: 'videoUrl', url: '' }],
	['a `video_url` that is relative', { kind: 'videoUrl', url: '/video.mp4' }],
	['a `video_url` that is ftp', { kind: 'videoUrl', url: 'ftp://127.0.0.1/video.mp4' }],
	['a `video_url` that is a data URL', { kind: 'videoUrl', url: 'data:video/mp4;base64,AAAA' }],
	['a `video_url` where nobody answers', { kind: 'videoUrl', url: 'http://127.0.0.1:9/v.mp4' }],
	['a TTL as a number', { kind: 'videoTtl', value: 600 }],
	['a TTL as text', { kind: 'videoTtl', value: '600' }],
	['a TTL of zero', { kind: 'videoTtl', value: 0 }],
	['a TTL that makes no sense', { kind: 'videoTtl', value: 'tomorrow' }],
];

describe.each([
	['wait', 'polling'],
	['check', 'checking once'],
])('%s: %s', (operation) => {
	/** Looks at a finished task, and tells what came of it and whether it was asked for again. */
	const look = async (credential = sandbox.credential): Promise<string> => {
		const parameters = { operation, timeoutMinutes: 1 };
		const execution = await wait(await tasksFor({}), { credential, parameters });
		expectNoSecrets(execution);
		const again = sandbox.polls() > 1 ? ', asked again' : '';
		if (execution.error !== undefined) return told(execution) + again;
		const [{ json, binary }] = execution.output('Next') as [INodeExecutionData];
		const file = binary ? 'the video' : `the status ${plain(json.status)}`;
		return `${file}${binary && !json.video_url_expires_at ? ', without an expiry' : ''}${again}`;
	};

	describe.each(frequencies)('when the service answers %s with', (_frequency, hits) => {
		it.each([...faults, ...only])('%s', async (_fault, misdeed) => {
			sandbox.misbehave({ on: 'poll', ...hits, do: misdeed });
			expect(await look()).toMatchSnapshot();
		});
	});

	it.each(unreachable)('when nobody is there: %s', async (_fault, baseUrl) => {
		expect(await look({ ...sandbox.credential, baseUrl })).toMatchSnapshot();
	});
});
