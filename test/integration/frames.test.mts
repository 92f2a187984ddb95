import { Container } from '@n8n/di';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { createRequire } from 'node:module';
import sharp from 'sharp';
import { execute, withNode, type ExecuteOptions, type Execution } from './support/execute.mts';
import { DAWN, inMemory, JPEG, PNG, stored } from './support/pictures.mts';
import { useSandbox } from './support/useSandbox.mts';
import { workflow } from './support/workflows.mts';

const sandbox = useSandbox();

const FILES = { firstFrameSource: 'binary', lastFrameSource: 'binary' };

async function submit(
	parameters: INodeParameters,
	items: INodeExecutionData[] = [{ json: {} }],
	options: Partial<ExecuteOptions> = {},
): Promise<Execution> {
	sandbox.current.misbehave({
		on: 'submit',
		do: { kind: 'answer', status: 200, body: { task_id: 'any' } },
	});
	return await execute({
		workflow: withNode(workflow('submit'), 'Veo', parameters),
		items,
		credential: sandbox.current.credential,
		...options,
	});
}

const submitted = () => sandbox.current.submitted();

/** A picture of a plain colour. */
const picture = (width: number, height: number) =>
	sharp({ create: { width, height, channels: 3, background: '#357' } });

describe('a file that is no picture', () => {
	it('is named, with how n8n’s own node converts it', async () => {
		const webp = await stored(await picture(8, 8).webp().toBuffer(), { mimeType: 'image/png' });
		const { error } = await submit({ lastFrameSource: 'binary' }, [
			{ json: {}, binary: { lastFrame: webp } },
		]);
		expect(error?.message).toBe(
			"'Last Frame Binary Field' is a WebP image, not a JPEG or PNG [item 0]",
		);
		expect(error?.description).toContain('Convert it with an Edit Image node before this one');
		expect(submitted()).toHaveLength(0);
	});

	it.each([
		['a page', '<!doctype html><title>Sign in</title>', 'a web page', '“Sign in”'],
		['an answer', '{"detail":"Not authenticated"}', 'JSON', '“{"detail":"Not authenticated"}”'],
	])('but %s tells what it says, and the node that gave it', async (_what, text, what, quote) => {
		const { error } = await submit({ firstFrameSource: 'binary' }, [
			{ json: {}, binary: { firstFrame: await stored(Buffer.from(text)) } },
		]);
		expect(error?.message).toContain(`is ${what}, not a JPEG or PNG`);
		expect(error?.description).toContain(quote);
		expect(error?.description).toContain('the credential of the node “Start”.');
	});

	it('is also named when an expression took it from elsewhere', async () => {
		const { error } = await submit(
			{
				firstFrameSource: 'binary',
				firstFrameBinaryProperty: '={{ $("Start").item.binary.far }}',
			},
			[{ json: {}, binary: { far: await stored(Buffer.from('<html>')) } }],
		);
		expect(error?.description).toContain('the credential of the node that returns the image.');
	});
});

describe('an address', () => {
	it.each([
		[
			'http://localhost:5678/a.png',
			"'First Frame URL' is a URL that the Highway API can't reach",
			'localhost',
		],
		[
			'http://192.168.0.7/a.png',
			"'First Frame URL' is a URL that the Highway API can't reach",
			'192.168.0.7',
		],
		[
			'http://nas.local/a.png',
			"'First Frame URL' is a URL that the Highway API can't reach",
			'nas.local',
		],
		[
			'https://drive.google.com/file/d/abc/view',
			"'First Frame URL' is the URL of a page of Google Drive",
			'https://drive.google.com/uc?export=download&id=abc',
		],
		[
			'https://photos.app.goo.gl/abc',
			"'First Frame URL' is the URL of a page of Google Photos",
			'Download the image with a node',
		],
		['data:image/png;base64,AAAA', "'First Frame URL' contains the image itself", 'Base64'],
	])('that the service can’t use is refused: %s', async (url, message, advice) => {
		sandbox.current.credential.baseUrl = 'https://api.highwayapi.example';
		const { error } = await submit({ firstFrameUrl: url });
		expect(error?.message).toContain(message);
		expect(error?.description).toContain(advice);
	});

	it('on this machine is taken where the service is there too', async () => {
		const { error } = await submit({ firstFrameUrl: 'http://localhost:5678/a.png' });
		expect(error).toBeUndefined();
	});

	it('goes out in ASCII, without what nobody sees', async () => {
		await submit({ firstFrameUrl: 'https://frames.example/图1.png\u200b' });
		expect(submitted()[0]?.image).toBe('https://frames.example/%E5%9B%BE1.png');
	});
});

describe('Base64', () => {
	it('of the alphabet for addresses goes out in the standard one', async () => {
		const base64 = DAWN.toString('base64');
		const urlSafe = base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
		expect(urlSafe).toMatch(/[-_]/);
		await submit({ firstFrameSource: 'base64', firstFrameBase64: urlSafe });
		expect(submitted()[0]?.image).toBe(base64);
	});

	it('that is an address says so', async () => {
		const { error } = await submit({
			firstFrameSource: 'base64',
			firstFrameBase64: 'https://a.example/b.png',
		});
		expect(error?.message).toBe("'First Frame Base64' contains a URL, not Base64 [item 0]");
	});

	it('that a table cut off at 50,000 characters is refused', async () => {
		const { error } = await submit({
			firstFrameSource: 'base64',
			firstFrameBase64: DAWN.toString('base64').slice(0, 50_000),
		});
		expect(error?.message).toContain("'First Frame Base64' is incomplete");
	});
});

describe('a prompt that an expression has spoilt', () => {
	it.each([
		['A [object Object] at dawn', "'Prompt' contains [object Object]"],
		['undefined', "'Prompt' is only the word undefined"],
		[' null\n', "'Prompt' is only the word null"],
		['NaN', "'Prompt' is only the word NaN"],
	])('is refused: %j', async (prompt, message) => {
		const { error } = await submit({ prompt: '={{ $json.prompt }}' }, [{ json: { prompt } }]);
		expect(error?.message).toBe(`${message} [item 0]`);
		expect(submitted()).toHaveLength(0);
	});

	it('is refused where it is not evaluated', async () => {
		const { error } = await submit({ prompt: 'A {{ $json.scene }} at dawn' });
		expect(error?.message).toContain('contains an expression that n8n does not evaluate');
	});

	it.each(['The value is undefined behaviour', 'a null island', '{{ curly }} braces'])(
		'is another than one that only looks so: %s',
		async (prompt) => {
			expect((await submit({ prompt })).error).toBeUndefined();
		},
	);
});

describe('files that n8n keeps in the JSON of items (binaryMode "combined")', () => {
	it.each([
		['by name', 'cover'],
		['by path', '_files.cover'],
		['by expression', '={{ $json._files.cover }}'],
	])('are found %s', async (_how, property) => {
		const { error } = await submit(
			{ firstFrameSource: 'binary', firstFrameBinaryProperty: property },
			[{ json: {}, binary: { cover: await stored(PNG) } }],
			{ settings: { binaryMode: 'combined' } },
		);
		expect(error).toBeUndefined();
		expect(submitted()[0]?.image).toBe(PNG.toString('base64'));
	});

	it('are named where another one is asked for', async () => {
		const { error } = await submit(
			{ firstFrameSource: 'binary' },
			[{ json: {}, binary: { cover: await stored(PNG), back: await stored(PNG) } }],
			{ settings: { binaryMode: 'combined' } },
		);
		expect(error?.description).toContain('Enter one that it has: cover, back.');
	});
});

describe('what is odd about frames', () => {
	const hintsOf = ({ run }: Execution) => run.data.resultData.runData.Veo?.[0]?.hints ?? [];
	const files = async (first: Buffer, last: Buffer): Promise<INodeExecutionData> => ({
		json: {},
		binary: { firstFrame: await stored(first), lastFrame: await stored(last) },
	});

	it('is told in one hint for the whole batch, which goes out all the same', async () => {
		const upright = await picture(720, 1280).png().toBuffer();
		const items = await Promise.all([
			files(upright, await picture(720, 1280).jpeg().toBuffer()),
			...Array.from({ length: 7 }, async () => await files(DAWN, DAWN)),
		]);
		const execution = await submit(FILES, items);
		expect(execution.error).toBeUndefined();
		expect(submitted()).toHaveLength(8);
		expect(hintsOf(execution)).toEqual([
			{
				type: 'warning',
				location: 'outputPane',
				message: expect.stringContaining(
					'cropped or stretched: item 0 (first frame 720 × 1280, last frame 720 × 1280).',
				),
			},
		]);
		expect(hintsOf(execution)[0]?.message).toContain(
			'the same image: item 1; item 2; item 3; item 4; item 5; and 2 more.',
		);
	});

	it('is nothing for two frames that fit', async () => {
		const last = await picture(1280, 720).jpeg().toBuffer();
		expect(hintsOf(await submit(FILES, [await files(DAWN, last)]))).toEqual([]);
	});

	it('is told of the same address twice, and of nothing else that nobody has looked at', async () => {
		const frame = 'https://frames.example/a.png';
		const same = await submit({ firstFrameUrl: frame, lastFrameUrl: frame });
		expect(hintsOf(same)[0]?.message).toContain('the same image: item 0.');
		expect(hintsOf(await submit({}))).toEqual([]);
	});

	it('stands in n8n’s log where nobody sees hints, and only there', async () => {
		const { Logger } = createRequire(createRequire(import.meta.url).resolve('n8n-core'))(
			'@n8n/backend-common',
		) as { Logger: new () => { warn(message: string): void } };
		const warn = jest.spyOn(Container.get(Logger), 'warn');
		try {
			const item = await files(JPEG, PNG);
			await submit(FILES, [item]);
			expect(warn).not.toHaveBeenCalled();
			await submit(FILES, [item], { mode: 'trigger' });
			expect(warn.mock.calls.map(([message]) => message)).toEqual([
				expect.stringContaining('item 0 (first frame 2 × 2, last frame 1 × 1)'),
			]);
		} finally {
			warn.mockRestore();
		}
	});

	it('is told of files in memory as well', async () => {
		const binary = { firstFrame: inMemory(DAWN), lastFrame: inMemory(DAWN) };
		const execution = await submit(FILES, [{ json: {}, binary }]);
		expect(hintsOf(execution)[0]?.message).toContain('the same image: item 0.');
	});
});
