import fc from 'fast-check';
import type { Rule } from '../../sandbox/sandbox.mts';
import { startSandbox } from '../../sandbox/sandbox.mts';
import { execute, withNode } from './support/execute.mts';
import { useFastClock } from './support/fastClock.mts';
import { PNG } from './support/pictures.mts';
import { atOnce } from './support/useSandbox.mts';
import { workflow } from './support/workflows.mts';

useFastClock(1000);

type Misdeed = Extract<Rule, { on: 'submit' }>['do'];

/** The service accepts, and its answer gets lost or can't be read. */
const lossy: Misdeed[] = [
	{ kind: 'resetAfter' },
	{ kind: 'cutBody' },
	{ kind: 'truncate' },
	{ kind: 'hangAfter' },
];
const harmless: Misdeed[] = [
	{ kind: 'reset' },
	{ kind: 'html', status: 502 },
	{ kind: 'empty' },
	{ kind: 'answer', status: 429, headers: { 'Retry-After': '1' } },
	{ kind: 'error', reason: 'SERVICE_NOT_AVAILABLE' },
	{ kind: 'error', reason: 'NOT_ENOUGH_BALANCE' },
	{ kind: 'answer', status: 409 },
];

const schedule = fc.record({
	items: fc.integer({ min: 1, max: 4 }),
	/** What goes wrong with the POSTs, in the order of their arrival. */
	fates: fc.array(fc.option(fc.constantFrom(...lossy, ...harmless), { nil: undefined }), {
		maxLength: 8,
	}),
	onError: fc.constantFrom(
		'stopWorkflow' as const,
		'continueRegularOutput' as const,
		'continueErrorOutput' as const,
	),
	retryOnFail: fc.boolean(),
});

it('in n8n’s engine, with all its tries, an item is paid for once and a known task is never lost', async () => {
	await fc.assert(
		fc.asyncProperty(schedule, async ({ items, fates, onError, retryOnFail }) => {
			const sandbox = await startSandbox(atOnce);
			try {
				for (const [after, misdeed] of fates.entries()) {
					if (misdeed !== undefined) {
						sandbox.misbehave({ on: 'submit', after, times: 1, do: misdeed });
					}
				}
				const frame = PNG.toString('base64');
				const parameters = {
					firstFrameSource: 'base64',
					firstFrameBase64: frame,
					lastFrameSource: 'base64',
					lastFrameBase64: frame,
					prompt: '={{ $json.prompt }}',
				};
				const { run, error } = await execute({
					workflow: withNode(workflow('submit'), 'Veo', parameters, {
						onError,
						retryOnFail,
						maxTries: 3,
						waitBetweenTries: 0,
					}),
					items: Array.from({ length: items }, (_none, index) => ({
						json: { prompt: `item ${index}` },
					})),
					credential: { apiKey: sandbox.key, baseUrl: sandbox.url, submissionsPerMinute: 10_000 },
				});
				const prompts = sandbox.tasks.map(({ generation }) => generation.prompt);
				expect(new Set(prompts).size).toBe(prompts.length);

				const left = JSON.stringify([
					run.data.resultData.runData.Veo?.map(({ data }) => data),
					error?.description,
					error?.context.acceptedTasks,
				]);
				const unknown = sandbox.tasks.filter(({ id }) => !left.includes(id)).length;
				const lost = fates.filter((misdeed) => misdeed && lossy.includes(misdeed)).length;
				expect(unknown).toBeLessThanOrEqual(lost);
			} finally {
				await sandbox.close();
			}
		}),
		{ numRuns: 50 },
	);
}, 120_000);
