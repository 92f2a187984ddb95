import { checkBaseUrl, normalizeBaseUrl } from '../../../nodes/shared/api/baseUrl.ts';

describe('a base URL', () => {
	it.each([
		'https://api.highwayapi.ai',
		'https://gateway.example:8443/highway',
		'http://localhost:4100',
		'http://LOCALHOST',
		'http://127.0.0.1:4100',
		'http://127.4.5.6',
		'http://[::1]:4100/path',
	])('may get the key: %s', (url) => {
		expect(checkBaseUrl(url, false)).toBe('good');
	});

	it.each([
		'http://api.highwayapi.ai',
		'http://127.0.0.1.example.com',
		'http://localhost.',
		'http://0.0.0.0',
		'http://proxy.example/?to=https://api.highwayapi.ai',
	])('would send the key in the clear, which takes a word of the user: %s', (url) => {
		expect(checkBaseUrl(url, false)).toBe('unencrypted');
		expect(checkBaseUrl(url, true)).toBe('good');
	});

	it.each([
		'api.highwayapi.ai',
		'ftp://api.highwayapi.ai',
		'',
		'http://localhost@evil.example',
		'https://user:secret@api.highwayapi.ai',
		'httpsx://api.highwayapi.ai',
		'xhttp://localhost',
		'https://:secret@api.highwayapi.ai',
	])('is none, whatever the user says: %s', (url) => {
		expect(checkBaseUrl(url, true)).toBe('notAnAddress');
	});

	it('is taken without spaces around it and slashes at its end', () => {
		expect(normalizeBaseUrl(' https://a.example// ')).toBe('https://a.example');
		expect(normalizeBaseUrl(undefined)).toBe('https://api.highwayapi.ai');
	});
});
