import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';
import type { Execution } from './support/execute.mts';
import { published } from './support/published.mts';
import { submit } from './support/submitting.mts';
import { useDeduplication } from './support/useDeduplication.mts';
import { useSandbox } from './support/useSandbox.mts';
import { wait } from './support/waiting.mts';

useDeduplication();
const sandbox = useSandbox();

/** What expressions have been seen to give, and what nobody has thought of. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
	fc.constantFrom<unknown>(
		...[undefined, null, NaN, Infinity, -Infinity, -0, -1, 1.5, 2 ** 53, true, false],
		...[[], [8], ['720p'], {}, { value: 8 }, 'a'.repeat(200_000)],
		...'| |8| 8 |8.0|8s|0x8|1e1|１|true|TRUE |no|😀|\u0000|\ud83d|half \udc00 of it'.split('|'),
		...'__proto__ constructor file:///etc/passwd javascript:alert(1) //frames.example/a.png'.split(
			' ',
		),
		'https://frames.example/a b.png',
		'https://user:secret@frames.example/a.png',
	),
	fc.string({ unit: 'binary' }),
	fc.double(),
	fc.integer(),
	fc.anything(),
);

const { properties } = new published.VeoLiteFirstLastFrame().description;
const collection = properties.find(({ type }) => type === 'collection');
const options = (collection?.options ?? []).map(({ name }) => name);
// Frames that are files or text have tests of their own.
const parameters = properties
	.filter(({ type }) => type !== 'notice' && type !== 'collection')
	.map(({ name }) => name)
	.filter((name) => !/BinaryProperty$|Base64$/.test(name));

/** What to set so that `$json.value` is in one of these fields, and what an expression may give there. */
const expressionIn = (among: string[], inOptions: string[]) =>
	fc.record({
		set: fc.constantFrom(...among, ...inOptions).map((field) => {
			const expression: INodeParameters = { [field]: '={{ $json.value }}' };
			return inOptions.includes(field) ? { options: expression } : expression;
		}),
		items: anything.map((value) => [{ json: { value: value as never } }]),
	});

/** It says in which field the value is. */
function expectGoodWords({ error }: Execution): void {
	expect(error?.name).toBe('NodeOperationError');
	expect(error?.message).toMatch(/^'[A-Z][\w ()/]+' .+$/s);
	expect(error?.message.length).toBeLessThan(300);
	expect(error?.description).toMatch(/\.$/);
	expect(error?.description?.length).toBeLessThan(500);
}

const posts = () => sandbox.submitted().length;

it('whatever an expression gives, nothing leaves the process unless the service would take it, and the message names the field', async () => {
	const property = fc.asyncProperty(expressionIn(parameters, options), async ({ set, items }) => {
		const before = posts();
		const execution = await submit({ prompt: 'x', ...set }, { items });
		const { error, output } = execution;
		const isKey = JSON.stringify(set).includes('payOnceKey');
		// Only an address that the sandbox can't reach may be refused by it.
		const isUrl = Object.keys(set).join().endsWith('Url');
		if (posts() > before && isUrl) return;
		// A key that came before is not paid for again.
		if (posts() === before && !(isKey && error === undefined)) {
			expectGoodWords(execution);
			expect(error?.message).toMatch(/ \[item 0\]$/);
		} else expect(output('Veo')[0]?.json).toHaveProperty('task_id');
	});
	await fc.assert(property, { numRuns: 250 });
	expect(posts()).toBeGreaterThan(10);
});

const waitFields = ['taskId', 'operation', 'timeoutMinutes', 'downloadFiles'];
const waitOptions = ['binaryProperty', 'fileName', 'output', 'pollInterval', 'simplify'];

it('whatever an expression gives to the node that waits, it asks for a task, or names the field', async () => {
	sandbox.misbehave({ on: 'poll', do: { kind: 'error', reason: 'FAILED_TO_AUTH' } });
	const property = fc.asyncProperty(
		expressionIn(waitFields, waitOptions),
		async ({ set, items }) => {
			const before = sandbox.polls();
			const parameters = { taskId: 'no-such-task', ...set };
			const execution = await wait([], { parameters, items });
			if (sandbox.polls() === before) expectGoodWords(execution);
			else expect(execution.error?.message).toContain('did not accept the API key');
		},
	);
	await fc.assert(property, { numRuns: 120 });
});
