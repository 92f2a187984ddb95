import { CANARY, expectNoSecrets, plain, told, useLog } from './support/evidence.mts';
import { hintsOf, type Execution } from './support/execute.mts';
import { status, task, type PollFault } from './support/faults.mts';
import { useSandbox } from './support/useSandbox.mts';
import { tasksFor, waitSuspended } from './support/waiting.mts';

useLog();
const sandbox = useSandbox({ key: CANARY });

const UNKNOWN = { kind: 'error', reason: 'TASK_NOT_FOUND' } as const;
const TOO_MANY = { kind: 'error', reason: 'RATE_LIMIT_EXCEEDED' } as const;
const AN_HOUR = { 'Retry-After': '3600' };

/** What happens to the first task of so many, once or always, unless it is the service's way with all. */
const batches: Array<[string, number, PollFault, ('once' | 'all')?]> = [
	['404 at the first check of one of five', 5, UNKNOWN, 'once'],
	['502 at the first check of one of five', 5, { kind: 'html' }, 'once'],
	['429 at the first check of one of five', 5, TOO_MANY, 'once'],
	['one of three permanently unknown', 3, UNKNOWN],
	['answers that take 5.5 seconds', 2, { kind: 'delay', seconds: 5.5 }, 'all'],
	['answers about one of two that arrive byte by byte', 2, { kind: 'drip', seconds: 20 }],
	['`Retry-After: 3600` for one of three', 3, { kind: 'answer', status: 429, headers: AN_HOUR }],
	['`TASK_STATUS_CANCELED` of one of two, permanently', 2, status('CANCELED')],
	['one of 20 filtered', 20, task({ reason: 'Filtered' })],
	['one of two without videos or reason', 2, { kind: 'videos', value: 'empty' }],
	['one of two failed without a reason', 2, task({ status: 'TASK_STATUS_FAILED' })],
	['one of two with videos and a reason', 2, status('SUCCEED', '2 samples were filtered')],
];

/** What came of a batch, in a few words. */
function endOf(execution: Execution, size: number): string {
	if (execution.error !== undefined) return told(execution);
	const items = execution.output('Next');
	const videos = items.filter(({ json }) => json.video_url !== undefined).length;
	const others = items.flatMap(({ json }) => {
		if (json.error !== undefined) return [`"${plain(json.error)}"`];
		return json.video_url === undefined ? [`the status ${String(json.status)}`] : [];
	});
	const hints = hintsOf(execution, 'Wait', 'warning').length > 0 ? ['a hint'] : [];
	return [`${videos} of ${size} videos`, ...others, ...hints].join(', ');
}

describe.each(['wait', 'check', 'suspend'])('a batch, with the operation %s', (operation) => {
	describe.each(['stopWorkflow', 'continueRegularOutput'] as const)(
		'and On Error %s',
		(onError) => {
			it.each(batches)('%s', async (_name, ...[size, fault, which]) => {
				const ids = await tasksFor(...Array.from({ length: size }, () => ({})));
				sandbox.misbehave({
					on: 'poll',
					...(which === 'all' ? {} : { taskId: ids[0] as string }),
					...(which === 'once' ? { times: 1 } : {}),
					do: fault,
				});
				const options = { settings: { onError }, parameters: { operation, timeoutMinutes: 1 } };
				const execution = await waitSuspended(ids, options);
				expectNoSecrets(execution);
				expect(endOf(execution, size)).toMatchSnapshot();
			});
		},
	);
});
