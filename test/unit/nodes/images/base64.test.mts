import { base64File, decodedBytes, plainBase64 } from '../../../../nodes/shared/images/base64.ts';

describe('Base64', () => {
	it.each([
		['aGVsbG8=', 'aGVsbG8='],
		['aGVsbG8', 'aGVsbG8='],
		['data:image/png;base64,aGVsbG8=', 'aGVsbG8='],
		[' data:image/jpeg;charset=x;base64,aGVs\r\nbG8=\n', 'aGVsbG8='],
		['aGVsbG8h', 'aGVsbG8h'],
		['YQ==', 'YQ=='],
		['a-_b', 'a+/b'],
		['data:text/plain;base64,-_8', '+/8='],
		['data:application/octet-stream;base64,YQ==', 'YQ=='],
		['', ''],
	])('%j becomes %j', (given, plain) => {
		expect(plainBase64(given)).toBe(plain);
	});

	it.each([
		'aGVsbG8h=a',
		'aGVsb',
		'a.b1',
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

	it('gives any part of the file that it stands for', () => {
		const bytes = Buffer.from(Array.from({ length: 20 }, (_, index) => index));
		const file = base64File(bytes.toString('base64'));
		expect(file.size).toBe(20);
		for (let offset = 0; offset < 22; offset++) {
			for (let length = 0; length < 22; length++) {
				expect([...file.at(offset, length)]).toEqual([...bytes.subarray(offset, offset + length)]);
			}
		}
	});

	it('is checked in reasonable time at any length', () => {
		expect(plainBase64(`${'A'.repeat(40_000_000)}!`)).toBeUndefined();
	});
});
