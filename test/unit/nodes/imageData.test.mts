import {
	decodedBytes,
	HEAD_BYTES,
	headOfBase64,
	imageTypeOf,
	MAX_IMAGE_BYTES,
	plainBase64,
} from '../../../nodes/VeoLiteFirstLastFrame/imageData.ts';

describe('Base64', () => {
	it.each([
		['aGVsbG8=', 'aGVsbG8='],
		['aGVsbG8', 'aGVsbG8='],
		['data:image/png;base64,aGVsbG8=', 'aGVsbG8='],
		[' data:image/jpeg;charset=x;base64,aGVs\r\nbG8=\n', 'aGVsbG8='],
		['aGVsbG8h', 'aGVsbG8h'],
		['YQ==', 'YQ=='],
		['', ''],
	])('%j becomes %j', (given, plain) => {
		expect(plainBase64(given)).toBe(plain);
	});

	it.each([
		'aGVsbG8h=a',
		'aGVsb',
		'a-_b',
		'data:image/png,abcd',
		'aGVs🙂bG8',
		'a===',
		'YQ==YQ==',
		'abcddata:image/png;base64,abcd',
		'\ud800abc',
	])('is not %j', (given) => {
		expect(plainBase64(given)).toBeUndefined();
	});

	it.each([0, 1, 2, 3, 100, 1001])('of %d bytes is known to be of that size', (bytes) => {
		expect(decodedBytes(Buffer.alloc(bytes).toString('base64'))).toBe(bytes);
	});

	it('needs only its beginning for the type of a picture', () => {
		const head = headOfBase64(Buffer.alloc(1000).toString('base64'));
		expect(head.length).toBeGreaterThanOrEqual(HEAD_BYTES);
		expect(head.length).toBeLessThan(HEAD_BYTES + 3);
	});

	it('may stand for 20 MB', () => {
		expect(MAX_IMAGE_BYTES).toBe(20_971_520);
	});

	it('is checked in reasonable time at any length', () => {
		expect(plainBase64(`${'A'.repeat(40_000_000)}!`)).toBeUndefined();
	});
});

describe('the type of a picture', () => {
	it.each([
		['jpeg', [0xff, 0xd8, 0xff, 0xdb]],
		['png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
		[undefined, [0xff, 0xd8]],
		[undefined, [0x89, 0x50, 0x4e, 0x47]],
		[undefined, [0x47, 0x49, 0x46, 0x38]],
		[undefined, []],
	])('is %p by its first bytes', (type, bytes) => {
		expect(imageTypeOf(Uint8Array.from(bytes))).toBe(type);
		const base64 = Buffer.from([...bytes, ...Array(100).fill(1)]).toString('base64');
		if (type !== undefined) expect(imageTypeOf(headOfBase64(base64))).toBe(type);
	});
});
