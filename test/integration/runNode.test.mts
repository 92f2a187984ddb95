import type { INode, INodeParameters, OnError } from 'n8n-workflow';
import { execute } from './support/execute.mts';
import { useSandbox, type SandboxInUse } from './support/useSandbox.mts';
import { tasksFor } from './support/waiting.mts';
import { lead, withNode, workflow, type WorkflowJson } from './support/workflows.mts';

const sandbox = useSandbox();

interface Failing {
	parameters?: INodeParameters;
	/** The settings of the node, beside its parameters. */
	node?: Partial<INode>;
	credential?: SandboxInUse['credential'];
	change?: (json: WorkflowJson) => void;
}

const anywhere: Record<string, Failing> = {
	'a base URL that is no address': { credential: { apiKey: 'x', baseUrl: 'nonsense' } },
	'a base URL that is refused': { credential: { apiKey: 'x', baseUrl: 'http://8.8.8.8' } },
	'a credential that is gone': { node: { credentials: {} } },
};

const waiting: Record<string, Failing> = {
	...anywhere,
	'an operation that gives nothing': { parameters: { operation: '={{ $json.nothing }}' } },
	'a time-out that gives nothing': { parameters: { timeoutMinutes: '={{ $json.nothing }}' } },
	'an expression that can’t be evaluated': { parameters: { taskId: '={{ $("Nobody").item }}' } },
};

const interval: Record<string, Failing> = {
	'an interval that makes no sense': { parameters: { options: { pollInterval: 'x' } } },
};

const wiring: Record<string, Failing> = {
	'“Always Output Data”': { node: { alwaysOutputData: true } },
	'“Still Running” leading nowhere': { change: (json) => lead(json, 'Wait', ['Next']) },
};

const submitting: Record<string, Failing> = {
	...anywhere,
	'a limit that makes no sense': { parameters: { options: { maxVideosPerExecution: 'x' } } },
};

/** Each way to fail, with the name of the node, the workflow and the parameters it is tried in. */
const cases = [
	...Object.entries(submitting).map(([what, failing]) => ['submit', {}, what, failing] as const),
	...(['wait', 'check', 'suspend'] as const).flatMap((mode) =>
		Object.entries<Failing>({
			...waiting,
			...(mode === 'wait' ? interval : {}),
			...(mode === 'suspend' ? wiring : {}),
		})
			// Nothing of the time counts where nothing is waited for.
			.filter(([what]) => mode !== 'check' || !what.startsWith('a time-out'))
			.map(([what, failing]) => [mode, { operation: mode }, what, failing] as const),
	),
].filter(([mode, , what]) => mode !== 'suspend' || what !== 'an operation that gives nothing');

const onErrors: OnError[] = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'];

describe.each(onErrors)('what fails for all items, with On Error %s', (onError) => {
	it.each(cases)('never leaves by success: %s %j, %s', async (mode, parameters, _what, failing) => {
		const name = mode === 'submit' ? 'Veo' : 'Wait';
		const ids = await tasksFor({}, {});
		const json = withNode(
			workflow(mode === 'check' ? 'wait' : mode),
			name,
			{
				...(mode === 'submit'
					? {
							firstFrameUrl: 'https://a.example/a.png',
							lastFrameUrl: 'https://a.example/b.png',
							prompt: 'x',
						}
					: {}),
				...parameters,
				...failing.parameters,
			},
			{ onError, ...failing.node },
		);
		failing.change?.(json);
		const frame = { data: 'eA==', mimeType: 'text/plain', fileName: 'frame.txt' };
		const { error, output, run } = await execute({
			workflow: json,
			items: ids.map((task_id, row) => ({ json: { task_id, row }, binary: { frame } })),
			credential: failing.credential ?? sandbox.credential,
		});

		const runs = run.data.resultData.runData[name] ?? [];
		const outputs = runs.at(-1)?.data?.main ?? [];
		expect(runs).toHaveLength(1);
		expect(sandbox.submitted()).toHaveLength(2);
		if (onError === 'stopWorkflow') {
			expect(error?.message).toBeTruthy();
			expect(output('Next')).toEqual([]);
			return;
		}
		expect(error).toBeUndefined();
		// With "Always Output Data" n8n puts an empty item where there is none.
		const [done = [], ...others] = outputs.map((items) =>
			(items ?? []).filter(({ json }) => Object.keys(json).length > 0),
		);
		const failed = onError === 'continueErrorOutput' ? (others.pop() ?? []) : done;
		expect(others.flat()).toEqual([]);
		if (onError === 'continueErrorOutput') expect(done).toEqual([]);
		expect(failed).toHaveLength(2);
		for (const [row, item] of failed.entries()) {
			expect(item.json.error).toBeTruthy();
			expect(item.binary?.frame).toMatchObject({ fileName: 'frame.txt' });
			expect(item.pairedItem).toEqual({ item: row });
			if (onError === 'continueErrorOutput') expect(item.json.row).toBe(row);
		}
	});
});
