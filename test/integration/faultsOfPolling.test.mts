import type { Rule } from '../../sandbox/misbehaviour/rule.mts';
import { CANARY, expectNoSecrets, useLog } from './support/evidence.mts';
import { useFastClock } from './support/fastClock.mts';
import { FaultTable, frequencies, type Frequency } from './support/faultTable.mts';
import { faults, unreachable } from './support/faults.mts';
import { told, times } from './support/told.mts';
import { useSandbox } from './support/useSandbox.mts';
import { tasksFor, wait } from './support/waiting.mts';

useFastClock(200);
useLog();
const sandbox = useSandbox({ key: CANARY });

type Misdeed = Extract<Rule, { on: 'poll' }>['do'];

const only: Array<[string, Misdeed]> = [
	['a status never heard of', { kind: 'taskStatus', status: 'TASK_STATUS_DREAMING' }],
	['a success without videos', { kind: 'videos', value: 'empty' }],
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

const table = new FaultTable('faults of polling');

async function look(
	frequency: Frequency,
	credential = sandbox.current.credential,
): Promise<string> {
	const { current } = sandbox;
	const ids = await tasksFor(current, {});
	const execution = await wait({ ...current, credential }, ids, {
		parameters: { pollInterval: 5, timeoutMinutes: 1 },
	});
	const { error, output } = execution;
	expectNoSecrets(execution, current);
	const count = current.polls();
	// How many looks fit into a minute depends a little on the machine.
	const requests = `${frequency !== 'once' && count > 1 ? 'about ' : ''}${times(count)}`;
	if (error !== undefined) {
		expect(['NodeApiError', 'NodeOperationError']).toContain(error.name);
		return `${told(execution)} (${requests})`;
	}
	const [item] = output('Next');
	const file = item?.binary ? 'the video' : `the link, and ${String(item?.json.download_failed)}`;
	const expiry = item?.json.video_url_expires_at ? '' : ', without an expiry';
	return `${file}${expiry} (${requests})`;
}

describe.each(frequencies)('polling, when the service answers %s with', (frequency, hits) => {
	it.each([...faults, ...only])('%s', async (fault, misdeed) => {
		const limit = hits === undefined ? {} : { times: hits };
		sandbox.current.misbehave({ on: 'poll', ...limit, do: misdeed });
		table.add(fault, frequency, await look(frequency));
	});
});

describe('polling', () => {
	it.each(unreachable)('when nobody is there: %s', async (fault, baseUrl) => {
		table.add(fault, 'every time', await look('every time', { apiKey: CANARY, baseUrl }));
	});

	it('is documented, and nothing else', () => {
		table.expectComplete();
	});
});
