import type { IBinaryData, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import sharp from 'sharp';
import { hintsOf, type Execution } from './support/execute.mts';
import { useN8nLog } from './support/n8nLog.mts';
import { DAWN, inMemory, JPEG, PNG, stored } from './support/pictures.mts';
import { acceptsAnything, submit } from './support/submitting.mts';
import { useSandbox } from './support/useSandbox.mts';

const sandbox = useSandbox();
const log = useN8nLog();
beforeEach(acceptsAnything);

const FILES = { firstFrameSource: 'binary', lastFrameSource: 'binary' };
const FAR = '={{ $("Start").item.binary.far }}';

const withFile = (name: string, file: IBinaryData): INodeExecutionData[] => [
	{ json: {}, binary: { [name]: file } },
];

/** What a builder reads of a refusal, without the place of the item. */
function said({ error }: Execution): string {
	expect(sandbox.submitted()).toHaveLength(0);
	return `${error?.message}. ${error?.description}`.replace(' [item 0]', '');
}

/** A picture of a plain colour. */
const picture = (width: number, height: number) =>
	sharp({ create: { width, height, channels: 3, background: '#357' } });

it.each([
	['a WebP image', 'Edit Image', async () => await picture(8, 8).webp().toBuffer()],
	['a web page', '“Sign in”', () => Buffer.from('<!doctype html><title>Sign in</title>')],
	['JSON', '“{"detail":"No ‹key›"}”', () => Buffer.from('{"detail":"No <key>"}')],
])('a file that is no picture is named, with what helps: %s', async (what, cure, made) => {
	const items = withFile('far', await stored(await made()));
	const parameters = { lastFrameSource: 'binary', lastFrameBinaryProperty: FAR };
	const text = said(await submit(parameters, { items }));
	expect(text).toContain(`'Last Frame Field Name' is ${what}, not a JPEG or PNG.`);
	expect(text).toContain(cure);
});

describe('a link', () => {
	const unusable: Array<[url: string, happened: string, advice: string]> = [
		['http://localhost:5678/a.png', "is a URL that the Highway API can't reach", '"localhost"'],
		[
			'https://drive.google.com/file/d/a/view',
			'leads to a page of Google Drive',
			'source to "File"',
		],
		['https://api.telegram.org/file/bot1:TOKEN/a.jpg', 'contains the token of a bot', '"File"'],
		[
			'https://a.example/a?sig=TOKEN&se=2026-01-01',
			'is a link that has expired',
			'until 2026-01-01T00:00',
		],
		[`iVBORw0KGgo${'A'.repeat(9_000)}`, 'contains the image itself', '"Base64" as the source'],
		['my image', 'must be one web URL', 'the full URL'],
	];
	it.each(unusable)('that the service can’t use is refused: %s', async (url, happened, advice) => {
		// The vendor's own service; a second item sees to it that nothing is sent there.
		sandbox.credential.baseUrl = '';
		const items = [{ json: { prompt: 'x' } }, { json: { prompt: '' } }];
		const parameters = { firstFrameUrl: url, prompt: '={{ $json.prompt }}' };
		const text = said(await submit(parameters, { items }));
		expect(text).toContain(`'First Frame URL' ${happened}`);
		expect(text).toContain(advice);
		expect(text).not.toContain('TOKEN');
		expect(text.length).toBeLessThan(400);
	});

	it('to a private host is taken where the service may be there too', async () => {
		const { error } = await submit({ firstFrameUrl: 'http://localhost:5678/a.png' });
		expect(error).toBeUndefined();
	});

	it('that expires before its turn comes is not sent', async () => {
		const url = 'https://a.example/a.png?Expires=4102444800&Signature=a';
		let checks = 0;
		const now = Date.now();
		// Two links are read; when they are looked at again, years have gone by.
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => {
			const isLook = /parseLink|readLink|linkInput/.test(new Error().stack ?? '');
			return isLook && ++checks > 2 ? 4102444800_001 : now;
		});
		try {
			const text = said(await submit({ firstFrameUrl: url }));
			expect(text).toContain("'First Frame URL' is a link that has expired.");
		} finally {
			clock.mockRestore();
		}
		expect(checks).toBeGreaterThan(2);
	});
});

describe('what was put into the wrong field is told so, in few words', () => {
	const base64 = DAWN.toString('base64');
	const inBase64 = (value: string) => ({ firstFrameSource: 'base64', firstFrameBase64: value });
	const inName = (value: string) => ({ ...FILES, firstFrameBinaryProperty: value });
	it.each<[string, INodeParameters, string, string]>([
		['Base64 as a name', inName(base64), 'contains the image itself', '"Base64"'],
		['a data URI as a name', inName(`data:image/png;base64,${base64}`), 'itself', '"Base64"'],
		['a link as a name', inName('https://a.example/a.png'), 'contains a URL', '"URL"'],
		['a link as Base64', inBase64('https://a.example/b.png'), 'contains a URL', '"URL"'],
		['a placeholder', inBase64('filesystem-v2'), "n8n's placeholder", '"File"'],
		['a stored id', inBase64('filesystem-v2:workflows/a/b'), "n8n's placeholder", '"File"'],
		['a file', inBase64('={{ $binary.data }}'), "n8n's placeholder", '"File"'],
		['something else', inBase64('iVBORw0K.,!!'), 'is not Base64', 'complete'],
		['a text that a table cut off', inBase64(base64.slice(0, 50_000)), 'incomplete', '50,000'],
	])('%s', async (_what, parameters, happened, cure) => {
		const text = said(await submit(parameters, { items: withFile('data', await stored(PNG)) }));
		expect(text).toContain(happened);
		expect(text).toContain(cure);
		expect(text.length).toBeLessThan(400);
	});

	it('the name of a file that the item doesn’t have, with those that it has', async () => {
		const items = [{ json: {}, binary: { cover: await stored(PNG), back: await stored(PNG) } }];
		for (const workflowSettings of [{}, { binaryMode: 'combined' as const }]) {
			const text = said(await submit(inName('firstFrame'), { items, workflowSettings }));
			expect(text).toContain('The item has no file “firstFrame”, but cover, back.');
		}
		expect(said(await submit(inName('firstFrame')))).toContain('The item has no files.');
	});

	it('a file of a form, of which the labels are not Latin: the second one is lost', async () => {
		// So n8n's form makes a name of a label.
		const name = '开始图片'.replace(/\W/g, '_');
		const text = said(await submit(FILES, { items: withFile(name, await stored(PNG)) }));
		expect(text).toContain('no file “firstFrame”, but ____:');
		expect(text).toContain('Give the form Latin labels');
	});
});

describe('a prompt that an expression has spoilt', () => {
	it.each([
		['A [object Object] at dawn', "'Prompt' contains [object Object]"],
		['undefined', "'Prompt' contains undefined"],
		[' null\n', "'Prompt' contains null"],
		[{ scene: 'dawn' }, "'Prompt' contains an object or a list, not text"],
	])('is refused: %j', async (prompt, message) => {
		const items = [{ json: { prompt } }];
		const text = said(await submit({ prompt: '={{ $json.prompt }}' }, { items }));
		expect(text).toContain(message);
		if (typeof prompt === 'object') expect(text).toContain('JSON.stringify');
	});

	it('is refused where it is not evaluated', async () => {
		const text = said(await submit({ prompt: 'A {{ $json.scene }} at dawn' }));
		expect(text).toContain('contains an expression that n8n does not evaluate');
	});

	it('is another than one that only looks so, which is seen without delay', async () => {
		const long = `{{${'$a'.repeat(200_000)}`;
		for (const prompt of ['The value is undefined behaviour', '{{ curly }} braces', long])
			expect((await submit({ prompt })).error).toBeUndefined();
	});
});

const workflowSettings = { binaryMode: 'combined' } as const;
it.each(['cover', '_files.cover', '={{ $json._files.cover }}'])(
	'a file that n8n keeps in the JSON of its item (binaryMode "combined") is found: %s',
	async (name) => {
		const parameters = { firstFrameSource: 'binary', firstFrameBinaryProperty: name };
		const items = withFile('cover', await stored(PNG));
		expect((await submit(parameters, { items, workflowSettings })).error).toBeUndefined();
		expect(sandbox.submitted()[0]?.image).toBe(PNG.toString('base64'));
	},
);

describe('what is odd about frames', () => {
	const warnings = (execution: Execution) => hintsOf(execution, 'Veo', 'warning');
	const files = async (first: Buffer, last: Buffer): Promise<INodeExecutionData> => ({
		json: {},
		binary: { firstFrame: await stored(first), lastFrame: inMemory(last) },
	});

	it('is told in one hint of each kind, with the items whose videos were ordered all the same', async () => {
		const upright = await picture(720, 1280).png().toBuffer();
		const items = await Promise.all([
			files(upright, await picture(720, 1280).jpeg().toBuffer()),
			...Array.from({ length: 7 }, async () => await files(DAWN, DAWN)),
		]);
		const execution = await submit(FILES, { items });
		expect(sandbox.submitted()).toHaveLength(8);
		expect(warnings(execution)).toEqual([
			expect.stringMatching(/the same image as .*\(item 1, 2, 3, 4, 5 and 2 more\)/),
			expect.stringMatching(/^Videos were ordered with images of another shape \(item 0\)/),
		]);
	});

	it.each<[string, number, number, number, string[]]>([
		['nothing', 1920, 1080, 1, []],
		['nothing', 1344, 768, 1, []],
		['small', 640, 360, 1, ['are smaller than the video']],
		['turned', 720, 1280, 6, ['only their EXIF data']],
		['of another shape as shown', 1280, 720, 8, ['of another shape', 'only their EXIF data']],
	])('is told of each pair: %s', async (_what, width, height, orientation, hints) => {
		const made = await picture(width, height).withMetadata({ orientation }).jpeg().toBuffer();
		const execution = await submit(FILES, { items: [await files(DAWN, made)] });
		expect(warnings(execution)).toEqual(hints.map((hint) => expect.stringContaining(hint)));
	});

	it('is told of the items alone of which videos were ordered', async () => {
		const item = await files(DAWN, DAWN);
		const maxVideosPerExecution = '={{ $itemIndex === 0 ? "none" : 100 }}';
		const parameters = { ...FILES, options: { maxVideosPerExecution } };
		const settings = { onError: 'continueRegularOutput' } as const;
		const execution = await submit(parameters, { items: [item, item], settings });
		expect(warnings(execution)).toEqual([expect.stringContaining('(item 1)')]);
	});

	it('is told of the same link twice, and of nothing else that nobody has looked at', async () => {
		const frame = 'https://frames.example/a.png';
		const same = await submit({ firstFrameUrl: frame, lastFrameUrl: frame });
		expect(warnings(same)).toEqual([
			expect.stringContaining('the same image as first and last frame (item 0)'),
		]);
		expect(warnings(await submit({}))).toEqual([]);
	});

	it('is in n8n’s log where nobody sees hints, and only there', async () => {
		const items = [await files(JPEG, PNG)];
		await submit(FILES, { items });
		expect(log.lines.join()).not.toContain('warn');
		await submit(FILES, { items, mode: 'trigger' });
		expect(log.lines.join()).toMatch(/warn: .*\(item 0\)/);
	});
});
