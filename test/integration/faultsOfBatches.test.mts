import { CANARY, expectNoSecrets, useLog } from './support/evidence.mts';
import type { Execution } from './support/execute.mts';
import type { PollFault } from './support/faults.mts';
import { notesOf } from './support/notes.mts';
import { suspend } from './support/suspending.mts';
import { plain, told } from './support/told.mts';
import { useSandbox } from './support/useSandbox.mts';
import { tasksFor, wait } from './support/waiting.mts';

useLog();
const sandbox = useSandbox({ key: CANARY });

interface Batch {
	size: number;
	/** Happens to the first task alone, unless it is the service's way with all. */
	fault: PollFault;
	all?: true;
	once?: true;
}

const body = (task: Record<string, string>): PollFault => ({
	kind: 'answer',
	status: 200,
	body: { task, videos: [] },
});

const batches: Array<[string, Batch]> = [
	[
		'404 at the first check of one of five',
		{ size: 5, fault: { kind: 'error', reason: 'TASK_NOT_FOUND' }, once: true },
	],
	['502 at the first check of one of five', { size: 5, fault: { kind: 'html' }, once: true }],
	[
		'429 at the first check of one of five',
		{ size: 5, fault: { kind: 'error', reason: 'RATE_LIMIT_EXCEEDED' }, once: true },
	],
	[
		'one of three permanently unknown',
		{ size: 3, fault: { kind: 'error', reason: 'TASK_NOT_FOUND' } },
	],
	['answers that take 5.5 seconds', { size: 2, fault: { kind: 'delay', seconds: 5.5 }, all: true }],
	[
		'answers about one of two that arrive byte by byte',
		{ size: 2, fault: { kind: 'drip', seconds: 20 } },
	],
	[
		'`Retry-After: 3600` for one of three',
		{ size: 3, fault: { kind: 'answer', status: 429, headers: { 'Retry-After': '3600' } } },
	],
	[
		'`TASK_STATUS_CANCELED` of one of two, permanently',
		{ size: 2, fault: { kind: 'taskStatus', status: 'TASK_STATUS_CANCELED' } },
	],
	[
		'one of 20 filtered',
		{ size: 20, fault: body({ status: 'TASK_STATUS_SUCCEED', reason: 'Filtered' }) },
	],
	['one of two without videos or reason', { size: 2, fault: { kind: 'videos', value: 'empty' } }],
	[
		'one of two failed without a reason',
		{ size: 2, fault: body({ status: 'TASK_STATUS_FAILED' }) },
	],
	[
		'one of two with videos and a reason, as if 2 of 4 samples were filtered',
		{
			size: 2,
			fault: {
				kind: 'taskStatus',
				status: 'TASK_STATUS_SUCCEED',
				reason: '2 samples were filtered',
			},
		},
	],
];

const operations = ['wait', 'check', 'suspend'] as const;
const onError = ['stopWorkflow', 'continueRegularOutput'] as const;

/** What came of a batch, in a few words. */
function endOf(execution: Execution, size: number): string {
	if (execution.error !== undefined) return told(execution);
	const items = execution.output('Next');
	const videos = items.filter(({ json }) => json.video_url !== undefined).length;
	const others = items.flatMap(({ json }) => {
		if (json.error !== undefined) return [`"${plain(json.error)}"`];
		return json.video_url === undefined ? [`the status ${String(json.status)}`] : [];
	});
	const hints = notesOf(execution, 'warning').length > 0 ? ['a hint'] : [];
	return [`${videos} of ${size} videos`, ...others, ...hints].join(', ');
}

describe.each(operations)('a batch, with the operation %s', (operation) => {
	describe.each(onError)('and On Error %s', (setting) => {
		it.each(batches)('%s', async (_name, { size, fault, all, once }) => {
			const ids = await tasksFor(sandbox.current, ...Array.from({ length: size }, () => ({})));
			const [first] = ids as [string];
			sandbox.current.misbehave({
				on: 'poll',
				...(all ? {} : { taskId: first }),
				...(once ? { times: 1 } : {}),
				do: fault,
			});
			const options = {
				settings: { onError: setting },
				parameters: { operation, timeoutMinutes: 1 },
			};
			let execution: Execution;
			if (operation === 'suspend') {
				let parked = await suspend(sandbox.current, ids, options);
				// A pass that comes too early waits in memory.
				while (parked.pause !== undefined) parked = await parked.resume();
				execution = parked;
			} else execution = await wait(sandbox.current, ids, options);
			expectNoSecrets(execution, sandbox.current);
			expect(endOf(execution, size)).toMatchSnapshot();
		});
	});
});
