import { jsonBody } from '../../../nodes/shared/api/jsonBody.ts';

/** A file that comes in pieces of so many bytes. */
const file = (content: Buffer, pieceSize: number, prefix = '') => ({
	prefix,
	bytes: content.length,
	id: '',
	async *read() {
		for (let at = 0; at < content.length; at += pieceSize) {
			yield content.subarray(at, at + pieceSize);
		}
	},
});

const parsed = async (...args: Parameters<typeof jsonBody>): Promise<unknown> =>
	JSON.parse(Buffer.from(await jsonBody(...args)).toString());

describe('a JSON body', () => {
	const content = Buffer.from(Array.from({ length: 1000 }, (_none, index) => index % 256));

	it('holds a file as Base64, whatever the pieces', async () => {
		for (const length of [0, 1, 2, 3, 1000])
			for (const pieceSize of [1, 2, 3, 7, 64, 999, 1000, 5000]) {
				const part = content.subarray(0, length);
				const body = await parsed({ image: file(part, pieceSize) }, { prompt: 'x' });
				expect(body).toEqual({ image: part.toString('base64'), prompt: 'x' });
			}
	});

	it('holds text, prefixes and what else is set, and leaves out what is not', async () => {
		const prompt = 'say "hi" 🌅\n\ud800';
		const body = await parsed(
			{ a: 'https://x/"ü"', b: file(content, 100, 'data:image/png;base64,') },
			{ prompt, seed: 0, enhance: false, left: undefined },
		);
		const b = `data:image/png;base64,${content.toString('base64')}`;
		expect(body).toEqual({ a: 'https://x/"ü"', b, prompt, seed: 0, enhance: false });
		expect(await parsed({}, { prompt: 'Fog' })).toEqual({ prompt: 'Fog' });
	});

	it.each([900, 1100])('is refused where a file turns out to have %d bytes', async (length) => {
		const changed = { ...file(Buffer.alloc(length), 100), bytes: 1000 };
		await expect(jsonBody({ image: changed }, { prompt: 'x' })).rejects.toThrow(
			new RangeError('A file has changed while it was read'),
		);
	});
});
