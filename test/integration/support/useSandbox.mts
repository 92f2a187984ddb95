import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/sandbox.mts';
import { useVirtualTime } from './virtualTime.mts';

export interface SandboxInUse extends Sandbox {
	/** The credential that opens it. */
	credential: { apiKey: string; baseUrl: string; submissionsPerMinute?: number };
	/** Bodies of the submissions it received, in the order of their arrival. */
	submitted(): Array<Record<string, unknown>>;
	/** How many requests it got for the state of tasks. */
	polls(): number;
	/** Those that it got for the files of tasks. */
	downloads(): Sandbox['requests'];
}

/** Videos that are a few bytes and name themselves: real rendering has tests of its own. */
export const atOnce: SandboxOptions = {
	taskSeconds: 0,
	render: async ({ task, sample }) => Buffer.from(`video ${sample} of ${task.id}`),
};

let inUse: SandboxInUse | undefined;

/** The sandbox of the test that runs. */
export function current(): SandboxInUse {
	if (inUse === undefined) throw new Error('The test has no sandbox');
	return inUse;
}

/**
 * A sandbox of its own for each test of a file, whose tasks are done at once unless their prompt says
 * otherwise. Nobody sits out any time in such a test, unless it is to be `real`.
 */
export function useSandbox(options: SandboxOptions = {}, which: 'virtual' | 'real' = 'virtual') {
	if (which === 'virtual') useVirtualTime();
	const use = {} as SandboxInUse;
	beforeEach(async () => {
		const sandbox = await startSandbox({ ...atOnce, ...options });
		const { requests } = sandbox;
		const more: Omit<SandboxInUse, keyof Sandbox> = {
			credential: { apiKey: sandbox.key, baseUrl: sandbox.url, submissionsPerMinute: 10_000 },
			submitted: () =>
				requests
					.filter(({ method }) => method === 'POST')
					.map(({ body }) => body as Record<string, unknown>),
			polls: () => requests.filter(({ path }) => path.endsWith('/task-result')).length,
			downloads: () => requests.filter(({ host }) => host === 'videos'),
		};
		// The tasks are found by a getter.
		Object.defineProperties(use, Object.getOwnPropertyDescriptors(sandbox));
		inUse = Object.assign(use, more);
	});
	afterEach(async () => await use.close());
	return use;
}
