import type { INodeExecutionData } from 'n8n-workflow';
import type { Rule } from '../../../sandbox/sandbox.mts';
import { until } from './servers.mts';
import { expectNoSecrets } from './evidence.mts';
import { frequencies, type FaultTable, type Frequency } from './faultTable.mts';
import { faults, unreachable } from './faults.mts';
import { notesOf } from './notes.mts';
import { told, times } from './told.mts';
import type { SandboxInUse } from './useSandbox.mts';
import { tasksFor, wait } from './waiting.mts';

export type PollFault = Extract<Rule, { on: 'poll' }>['do'];

/** How much faster than real time the clock of the nodes is in these tests. */
export const POLL_SPEED = 200;

const body = (
	task: Record<string, string>,
	lists: Record<string, Array<Record<string, string>>>,
): PollFault => ({
	kind: 'answer',
	status: 200,
	body: { task: { status: 'TASK_STATUS_SUCCEED', ...task }, ...lists },
});

/** What can be odd about the answer to a poll, by the name that it has in the documentation. */
export const only: Array<[string, PollFault]> = [
	['404 of a task that is not known yet', { kind: 'error', reason: 'TASK_NOT_FOUND' }],
	// The sandbox lets real time pass.
	['answers that take 5.5 seconds', { kind: 'delay', seconds: 5.5 / POLL_SPEED }],
	['an unknown status', { kind: 'taskStatus', status: 'TASK_STATUS_DREAMING' }],
	['`TASK_STATUS_CANCELED`', { kind: 'taskStatus', status: 'TASK_STATUS_CANCELED' }],
	[
		'`TASK_STATUS_FAILED` with a reason',
		{ kind: 'taskStatus', status: 'TASK_STATUS_FAILED', reason: 'Too dark' },
	],
	[
		'`TASK_STATUS_FAILED` without a reason',
		{ kind: 'taskStatus', status: 'TASK_STATUS_FAILED', reason: '' },
	],
	[
		'a success with videos and a reason, as if 2 of 4 samples were filtered',
		{ kind: 'taskStatus', status: 'TASK_STATUS_SUCCEED', reason: '2 samples were filtered' },
	],
	['a success without videos', { kind: 'videos', value: 'empty' }],
	[
		'a success without videos, with a reason',
		body({ reason: 'All were filtered' }, { videos: [] }),
	],
	['a success whose images have no link', body({}, { images: [{ image_type: 'png' }, {}] })],
	[
		'a success that lists something unknown',
		body({}, { models: [{ model_url: 'https://host.invalid/model' }] }),
	],
	['a success whose `videos` is `null`', { kind: 'videos', value: null }],
	['a success without the field `videos`', { kind: 'videos', value: 'absent' }],
	['a `video_url` that is missing', { kind: 'videoUrl', url: '' }],
	['a `video_url` that is relative', { kind: 'videoUrl', url: '/video.mp4' }],
	['a `video_url` that is ftp', { kind: 'videoUrl', url: 'ftp://127.0.0.1/video.mp4' }],
	['a `video_url` that is a data URL', { kind: 'videoUrl', url: 'data:video/mp4;base64,AAAA' }],
	['a `video_url` where nobody answers', { kind: 'videoUrl', url: 'http://127.0.0.1:9/v.mp4' }],
	[
		'a `video_url` whose host is unknown',
		{ kind: 'videoUrl', url: 'https://no-such-host.invalid/v.mp4' },
	],
	['a TTL as a number', { kind: 'videoTtl', value: 600 }],
	['a TTL as text', { kind: 'videoTtl', value: '600' }],
	['a TTL of zero', { kind: 'videoTtl', value: 0 }],
	['a TTL that makes no sense', { kind: 'videoTtl', value: 'tomorrow' }],
];

/** Lets each fault happen to a finished task in a mode, and holds what comes of it against a table. */
export function describePollFaults(
	mode: 'wait' | 'check',
	table: FaultTable,
	sandbox: { current: SandboxInUse },
): void {
	const look = async (frequency: Frequency, credential = sandbox.current.credential) => {
		const { current } = sandbox;
		const ids = await tasksFor(current, {});
		await until(() => current.tasks.every((task) => task.state(Date.now()).completedAt));
		const execution = await wait({ ...current, credential }, ids, {
			parameters: { mode, pollInterval: 5, timeoutMinutes: 1 },
		});
		const { error, output } = execution;
		expectNoSecrets(execution, current);
		const count = current.polls();
		// How many looks fit into a minute depends a little on the machine.
		const varies = mode === 'wait' && frequency !== 'once' && count > 1;
		const requests = `${varies ? 'about ' : ''}${times(count)}`;
		if (error !== undefined) {
			expect(['NodeApiError', 'NodeOperationError']).toContain(error.name);
			return `${told(execution)} (${requests})`;
		}
		const [{ json, binary }] = output('Next') as [INodeExecutionData];
		const notes = notesOf(execution, 'warning');
		if (json.video_url === undefined) {
			const reason = json.reason === undefined ? '' : `, and the reason "${String(json.reason)}"`;
			return `the status ${String(json.status)}${reason} (${requests})`;
		}
		const file = binary ? 'the video' : `the link, and ${String(json.download_failed)}`;
		const expiry = json.video_url_expires_at ? '' : ', without an expiry';
		const note = binary && notes.length > 0 ? `, and a hint: ${notes.join(' ')}` : '';
		return `${file}${expiry}${note} (${requests})`;
	};

	describe.each(frequencies)('when the service answers %s with', (frequency, hits) => {
		it.each([...faults, ...only])('%s', async (fault, misdeed) => {
			const limit = hits === undefined ? {} : { times: hits };
			sandbox.current.misbehave({ on: 'poll', ...limit, do: misdeed });
			table.add(fault, frequency, await look(frequency));
		});
	});

	it.each(unreachable)('when nobody is there: %s', async (fault, baseUrl) => {
		const credential = { apiKey: sandbox.current.key, baseUrl };
		table.add(fault, 'every time', await look('every time', credential));
	});

	it('is documented, and nothing else', () => {
		table.expectComplete();
	});
}
