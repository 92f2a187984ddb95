import fc from 'fast-check';
import type { IBinaryData, INodeParameters } from 'n8n-workflow';
import { execute, withNode } from './support/execute.mts';
import * as fieldsOfVeo from './support/fieldsOfVeo.mts';
import { GIF, inMemory, JPEG, PNG } from './support/pictures.mts';
import { useDeduplication } from './support/useDeduplication.mts';
import { useSandbox } from './support/useSandbox.mts';
import { workflow } from './support/workflows.mts';

useDeduplication();
const sandbox = useSandbox();

/** What expressions have been seen to give, and what nobody has thought of. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
	fc.constantFrom<unknown>(
		undefined,
		null,
		NaN,
		Infinity,
		-Infinity,
		-0,
		-1,
		1.5,
		2 ** 53,
		true,
		false,
		'',
		' ',
		'\u0000',
		'8',
		' 8 ',
		'8.0',
		'8s',
		'0x8',
		'1e1',
		'１',
		'true',
		'TRUE ',
		'no',
		'😀',
		'\ud83d',
		'half \udc00 of it',
		'a'.repeat(200_000),
		[],
		[8],
		['720p'],
		{},
		{ value: 8 },
		'__proto__',
		'constructor',
		'https://frames.example/a b.png',
		'https://user:secret@frames.example/a.png',
		'file:///etc/passwd',
		'javascript:alert(1)',
		'//frames.example/a.png',
	),
	fc.string({ unit: 'binary' }),
	fc.double(),
	fc.integer(),
	fc.anything(),
);

const options = fieldsOfVeo.options().map(({ name }) => name);
// Frames that are files or text have tests of their own.
const parameters = fieldsOfVeo
	.parameters()
	.map(({ name }) => name)
	.filter((name) => !/BinaryProperty$|Base64$/.test(name));

/** Runs the node with `$json.value` in one of its fields. */
async function submitWith(field: string, value: unknown, others: INodeParameters = {}) {
	const { url, credential } = sandbox.current;
	const frame = `${url}/frames/dawn.png`;
	const expression = '={{ $json.value }}';
	const execution = await execute({
		workflow: withNode(workflow('submit'), 'Veo', {
			firstFrameUrl: frame,
			lastFrameUrl: frame,
			prompt: 'x',
			...others,
			...(options.includes(field) ? { options: { [field]: expression } } : { [field]: expression }),
		}),
		items: [{ json: { value: value as never } }],
		credential,
	});
	return execution;
}

const posts = () => sandbox.current.submitted().length;

describe('whatever an expression gives', () => {
	it('nothing leaves the process unless the service would take it, and the message names the field', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...parameters, ...options),
				anything,
				async (field, value) => {
					const before = posts();
					const { error, output } = await submitWith(field, value);
					if (field === 'payOnceKey' && posts() === before && error === undefined) {
						// A key that came before is not paid for again.
						expect(output('Veo')[0]?.json).toHaveProperty('task_id');
						return;
					}
					if (posts() > before) {
						// Only an address that the sandbox can't reach may be refused by it.
						const isUrl = field.endsWith('Url');
						if (!isUrl) expect(error).toBeUndefined();
						return;
					}
					expect(error?.name).toBe('NodeOperationError');
					expect(error?.message).toMatch(/^'[A-Z][\w ()/]+' .+ \[item 0\]$/s);
					expect(error?.message.length).toBeLessThan(300);
					expect(error?.description).toMatch(/\.$/);
					expect(error?.description?.length).toBeLessThan(500);
				},
			),
			{ numRuns: 400 },
		);
		expect(posts()).toBeGreaterThan(20);
	}, 120_000);
});

const waitFields = ['taskId', 'operation', 'timeoutMinutes', 'downloadFiles'];
const waitOptions = ['binaryProperty', 'fileName', 'output', 'pollInterval', 'simplify'];

describe('whatever an expression gives to the node that waits', () => {
	it('it asks for a task, or names the field', async () => {
		sandbox.current.misbehave({ on: 'poll', do: { kind: 'error', reason: 'FAILED_TO_AUTH' } });
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...waitFields, ...waitOptions),
				anything,
				async (field, value) => {
					const before = sandbox.current.polls();
					const expression = { [field]: '={{ $json.value }}' };
					const { error } = await execute({
						workflow: withNode(workflow('wait'), 'Wait', {
							taskId: 'no-such-task',
							...(waitOptions.includes(field) ? { options: expression } : expression),
						}),
						items: [{ json: { value: value as never } }],
						credential: sandbox.current.credential,
					});
					if (sandbox.current.polls() > before) {
						expect(error?.message).toContain('did not accept the API key');
						return;
					}
					expect(error?.name).toBe('NodeOperationError');
					expect(error?.message).toMatch(/^'[A-Z][\w ()/]+' .+$/s);
					expect(error?.message.length).toBeLessThan(300);
				},
			),
			{ numRuns: 200 },
		);
	}, 60_000);
});

const head = fc.constantFrom(PNG, JPEG, GIF, Buffer.alloc(0));
const someBytes = fc
	.tuple(head, fc.oneof(fc.nat(80), fc.constant(1000)), fc.uint8Array({ maxLength: 40 }))
	.map(([start, length, rest]) => Buffer.concat([start.subarray(0, length), rest]));
/** With anything behind it, or without the checksum at the end of a PNG: decoders don't mind. */
const isWhole = (bytes: Buffer) =>
	[PNG.subarray(0, -4), JPEG].some((picture) => bytes.subarray(0, picture.length).equals(picture));

function expectRightlySent(sent: unknown, bytes: Buffer): void {
	if (isWhole(bytes)) expect(sent).toBe(bytes.toString('base64'));
	else expect(sent).toBeUndefined();
}

/** Base64 as it turns up: with line breaks, prefixes of any type, and things that are none. */
const dressed = fc.constantFrom<(base64: string) => string>(
	(base64) => base64,
	(base64) => base64.replace(/(.{16})/g, '$1\r\n'),
	(base64) => `data:image/webp;base64,${base64}`,
	(base64) => ` ${base64}\n`,
	(base64) => base64.replace(/=+$/, ''),
	(base64) => base64.replaceAll('+', '-').replaceAll('/', '_'),
);

describe('whatever a frame is made of', () => {
	const submitted = async (
		parameters: INodeParameters,
		binary: Record<string, IBinaryData> = {},
	) => {
		sandbox.current.behave();
		sandbox.current.misbehave({
			on: 'submit',
			do: { kind: 'answer', status: 200, body: { task_id: 'any' } },
		});
		const before = posts();
		const { error } = await execute({
			workflow: withNode(workflow('submit'), 'Veo', {
				firstFrameUrl: 'https://frames.example/a.png',
				prompt: 'x',
				...parameters,
			}),
			items: [{ json: {}, binary }],
			credential: sandbox.current.credential,
		});
		if (posts() > before) return sandbox.current.submitted().at(-1)?.last_frame_image;
		expect(error?.name).toBe('NodeOperationError');
		expect(error?.message).toMatch(/^'Last Frame [\w ]+' .+ \[item 0\]$/);
		return undefined;
	};

	it('a file goes out as it is when it begins like a picture, and else not at all', async () => {
		await fc.assert(
			fc.asyncProperty(someBytes, async (bytes) => {
				const sent = await submitted(
					{ lastFrameSource: 'binary' },
					{ lastFrame: { ...inMemory(bytes), fileName: 'picture.png' } },
				);
				expectRightlySent(sent, bytes);
			}),
			{ numRuns: 100 },
		);
	}, 60_000);

	it('Base64 goes out plain when it is that of a picture, and else not at all', async () => {
		await fc.assert(
			fc.asyncProperty(someBytes, dressed, async (bytes, dress) => {
				const base64 = bytes.toString('base64');
				const value = dress(base64);
				const sent = await submitted({ lastFrameSource: 'base64', lastFrameBase64: value });
				expectRightlySent(sent, bytes);
			}),
			{ numRuns: 100 },
		);
	}, 60_000);
});
