import fc from 'fast-check';
import { LOST, manyPrompts, order, REFUSED } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';

const sandbox = useSandbox();

/** The service accepts, and its answer gets lost or can't be read. */
const lossy = [LOST, { kind: 'cutBody' }, { kind: 'truncate' }, { kind: 'hangAfter' }] as const;
const harmless = [
	REFUSED,
	{ kind: 'reset' },
	{ kind: 'html', status: 502 },
	{ kind: 'empty' },
	{ kind: 'answer', status: 429, headers: { 'Retry-After': '1' } },
	{ kind: 'error', reason: 'SERVICE_NOT_AVAILABLE' },
	{ kind: 'error', reason: 'NOT_ENOUGH_BALANCE' },
] as const;
const isLossy = (misdeed: unknown) => lossy.some((one) => one === misdeed);

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
		fc.asyncProperty(schedule, async ({ items, fates, ...settings }) => {
			sandbox.behave();
			const earlier = sandbox.tasks.length;
			for (const [after, misdeed] of fates.entries()) {
				if (misdeed) sandbox.misbehave({ on: 'submit', after, times: 1, do: misdeed });
			}
			const tries = { ...settings, maxTries: 3, waitBetweenTries: 0 };
			const { run, error } = await order(manyPrompts(items), { settings: tries });
			const tasks = sandbox.tasks.slice(earlier);
			expect(new Set(tasks.map(({ generation }) => generation.prompt)).size).toBe(tasks.length);

			const left = JSON.stringify([
				run.data.resultData.runData.Veo?.map(({ data }) => data),
				error?.description,
				error?.context.acceptedTasks,
			]);
			const unknown = tasks.filter(({ id }) => !left.includes(id)).length;
			expect(unknown).toBeLessThanOrEqual(fates.filter(isLossy).length);
		}),
		{ numRuns: 50 },
	);
}, 120_000);
