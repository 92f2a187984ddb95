import type { INode, INodeParameters } from 'n8n-workflow';
import { execute } from './support/execute.mts';
import { useSandbox, type SandboxInUse } from './support/useSandbox.mts';
import { tasksFor } from './support/waiting.mts';
import { lead, withNode, workflow, type WorkflowJson } from './support/workflows.mts';

const sandbox = useSandbox();

/** What is set, beside parameters, for a way to fail. */
interface Setting {
	/** Of the node. */
	settings?: Partial<INode>;
	credential?: SandboxInUse['credential'];
	change?: (json: WorkflowJson) => void;
}
const at = (baseUrl: string): Setting => ({ credential: { apiKey: 'x', baseUrl } });
const leadsNowhere = (json: WorkflowJson) => lead(json, 'Wait', ['Next']);
const WAITING = ['wait', 'check', 'suspend'] as const;
const ALL = ['submit', ...WAITING] as const;
const nothing = '={{ $json.nothing }}';

const failings: Array<[string, ReadonlyArray<(typeof ALL)[number]>, INodeParameters, Setting?]> = [
	['a base URL that is no address', ALL, {}, at('nonsense')],
	['a base URL that is refused', ALL, {}, at('http://8.8.8.8')],
	['a credential that is gone', ALL, {}, { settings: { credentials: {} } }],
	['a limit that makes no sense', ['submit'], { options: { maxVideosPerExecution: 'x' } }],
	['an operation that gives nothing', ['wait', 'check'], { operation: nothing }],
	// Nothing of the time counts where nothing is waited for.
	['a time-out that gives nothing', ['wait', 'suspend'], { timeoutMinutes: nothing }],
	['an expression that can’t be evaluated', WAITING, { taskId: '={{ $("Nobody").item }}' }],
	['an interval that makes no sense', ['wait'], { options: { pollInterval: 'x' } }],
	['“Always Output Data”', ['suspend'], {}, { settings: { alwaysOutputData: true } }],
	['“Still Running” leading nowhere', ['suspend'], {}, { change: leadsNowhere }],
];
const onErrors = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;
const cases = onErrors.flatMap((onError) =>
	failings.flatMap(([what, operations, parameters, setting = {}]) =>
		operations.map((operation) => [operation, onError, what, parameters, setting] as const),
	),
);

describe('what fails for all items', () => {
	it.each(cases)('never leaves by success: %s %j, %s', async (...drawn) => {
		const [operation, onError, , parameters, { settings, credential, change }] = drawn;
		const name = operation === 'submit' ? 'Veo' : 'Wait';
		const ids = await tasksFor({}, {});
		const json = withNode(
			workflow(operation === 'check' ? 'wait' : operation),
			name,
			{ ...(name === 'Wait' && { operation }), ...parameters },
			{ onError, ...settings },
		);
		change?.(json);
		const frame = { data: 'eA==', mimeType: 'text/plain', fileName: 'frame.txt' };
		const { error, output, run } = await execute({
			workflow: json,
			items: ids.map((task_id, row) => ({ json: { task_id, row }, binary: { frame } })),
			credential: credential ?? sandbox.credential,
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
