import { execute, withNode, type Execution } from './support/execute.mts';
import { useFastClock } from './support/fastClock.mts';
import { useSandbox } from './support/useSandbox.mts';
import { tasksFor, wait } from './support/waiting.mts';
import { workflow } from './support/workflows.mts';

const sandbox = useSandbox();

useFastClock(10);

const hints = ({ run }: Execution) =>
	(run.data.resultData.runData.Wait?.[0]?.hints ?? []).map(({ message }) => message);

describe('a hint beside the output', () => {
	it('says until when links work that were not downloaded', async () => {
		const ids = await tasksFor(sandbox.current, {});
		const execution = await wait(sandbox.current, ids, { parameters: { downloadFiles: false } });
		const expiry = execution.output('Next')[0]?.json.video_url_expires_at;
		expect(hints(execution)).toEqual([
			`The links stop working at ${String(expiry)}. Turn on “Download Files” to keep the files.`,
		]);
	});

	it('is not there where all is plain', async () => {
		const ids = await tasksFor(sandbox.current, {});
		expect(hints(await wait(sandbox.current, ids))).toEqual([]);
	});
});

describe('the execution', () => {
	it('can be found again by the ids of its tasks', async () => {
		const frame = `${sandbox.current.url}/frames/dawn.png`;
		const { run, output } = await execute({
			workflow: withNode(workflow('submit'), 'Veo', {
				firstFrameUrl: frame,
				lastFrameUrl: frame,
				prompt: 'x',
			}),
			items: Array.from({ length: 9 }, () => ({ json: {} })),
			credential: sandbox.current.credential,
		});
		const ids = output('Veo').map(({ json }) => json.task_id);
		// In the order in which they were accepted, none of them cut off.
		const { highway_tasks: first = '', highway_tasks_2: second = '' } =
			run.data.resultData.metadata ?? {};
		expect(first.split(' ')).toHaveLength(6);
		expect([...first.split(' '), ...second.split(' ')].sort()).toEqual(ids.sort());
	});
});
