import { noResponseOf } from '../../../nodes/shared/n8n/noResponseOf.ts';
import { parseResponseBody } from '../../../nodes/shared/n8n/connect.ts';

/** An error as n8n throws it: its own, of the client's, of Node.js'. */
const wrapped = (facts: object, ofClient: object = {}) => ({
	message: 'from n8n',
	cause: { message: 'from the client', ...ofClient, cause: { message: 'from Node.js', ...facts } },
});

describe('what n8n throws', () => {
	it.each([
		[{ code: 'ECONNRESET', syscall: 'read' }, { code: 'ECONNRESET' }],
		[{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
		[{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
		[{ code: 'HPE_INVALID_CONSTANT' }, { code: 'HPE_INVALID_CONSTANT' }],
		[{ code: 'E2BIG' }, { code: 'E2BIG' }],
		[{ code: 'Bearer abc' }, { code: '' }],
		[{ code: 403 }, { code: '' }],
		[{ code: 'EHOSTUNREACH', syscall: 'write' }, { code: 'EHOSTUNREACH' }],
		[
			{ code: 'EHOSTUNREACH', syscall: 'connect', address: '192.0.2.1', port: 443 },
			{ code: 'EHOSTUNREACH', neverSent: true },
		],
		[
			{ code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: 'api.highwayapi.ai' },
			{ code: 'ENOTFOUND', neverSent: true },
		],
		[{ name: 'SsrfBlockedIpError' }, { code: 'BLOCKED' }],
		[
			{ message: 'Domain not allowed: This credential is restricted from accessing x.' },
			{ code: 'BLOCKED' },
		],
		[{ message: 'No allowed domains specified. Configure allowed domains.' }, { code: 'BLOCKED' }],
		[{ name: 'SsrfBlockedHostnameError' }, { code: 'BLOCKED' }],
		[
			{ message: 'Proxy connection ended before receiving CONNECT response' },
			{ code: '', neverSent: true },
		],
		[
			{ code: 'ECONNREFUSED', syscall: 'connect', address: '10.0.0.1', port: 443 },
			{ code: 'ECONNREFUSED', neverSent: true },
		],
	])('for %j is a silence of %j', (facts, silence) => {
		expect(noResponseOf(wrapped(facts))).toEqual({ answered: false, ...silence });
	});

	it('before an encrypted connection was there says that nothing was sent', () => {
		const during = (secureConnecting: boolean) =>
			noResponseOf(wrapped({ code: 'EPROTO' }, { request: { socket: { secureConnecting } } }));
		expect(during(true)).toEqual({ answered: false, code: 'EPROTO', neverSent: true });
		expect(during(false)).toEqual({ answered: false, code: 'EPROTO' });
	});

	it('for several addresses is the silence of the first', () => {
		const refused = (address: string) => ({
			code: 'ECONNREFUSED',
			syscall: 'connect',
			address,
			port: 443,
		});
		const thrown = { code: 'ECONNREFUSED', errors: [refused('::1'), refused('127.0.0.1')] };
		expect(noResponseOf(thrown)).toEqual({
			answered: false,
			code: 'ECONNREFUSED',
			neverSent: true,
		});
	});

	it.each([[undefined], [null], ['text'], [new Error('x')]])('as %p has no code', (thrown) => {
		expect(noResponseOf(thrown)).toEqual({ answered: false, code: '' });
	});

	it('takes over nothing but a name, however deep and circular it is', () => {
		const thrown: Record<string, unknown> = {
			config: { headers: { Authorization: 'Bearer secret' } },
		};
		thrown.cause = thrown;
		expect(noResponseOf(thrown)).toEqual({ answered: false, code: '' });
	});
});

describe('the body of an answer', () => {
	it('is parsed where it is JSON, and its text where it is not', () => {
		expect(parseResponseBody('{"a":1}', '')).toEqual({ a: 1 });
		expect(parseResponseBody('{"a":1', '')).toBe('{"a":1');
		expect(parseResponseBody('<html>', '')).toBe('<html>');
		expect(parseResponseBody('', '')).toBe('');
		expect(parseResponseBody({ a: 1 }, '')).toEqual({ a: 1 });
	});

	it('keeps every digit of a long task id', () => {
		expect(parseResponseBody('{"task_id": 1234567890123456789}', '')).toEqual({
			task_id: '1234567890123456789',
		});
		expect(
			parseResponseBody('{"task_id": 7, "x": "\\"task_id\\": 1234567890123456789,"}', ''),
		).toEqual({
			task_id: 7,
			x: '"task_id": 1234567890123456789,',
		});
		expect(parseResponseBody('{"task_id": 1234567890123456.5}', '')).toEqual({
			task_id: 1234567890123456.5,
		});
	});

	it('never holds the API key', () => {
		expect(parseResponseBody('{"said":"Bearer sk-12345678"}', 'sk-12345678')).toEqual({
			said: 'Bearer [API key]',
		});
		expect(parseResponseBody('no sk-12345678', 'sk-12345678')).toBe('no [API key]');
		expect(parseResponseBody('{"a":1}', 'a')).toEqual({ a: 1 });
	});
});
