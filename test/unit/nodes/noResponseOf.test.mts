import { noResponseOf } from '../../../nodes/shared/n8n/noResponseOf.ts';
import { parseResponseBody } from '../../../nodes/shared/n8n/connect.ts';

/** An error as n8n throws it: its own, of the client's, of Node.js'. */
const wrapped = (facts: object, ofClient: object = {}) => ({
	message: 'from n8n',
	cause: { message: 'from the client', ...ofClient, cause: { message: 'from Node.js', ...facts } },
});

const read = (body: unknown, key = '') => parseResponseBody(body, key);

describe('what n8n throws', () => {
	const connect = { syscall: 'connect', address: '192.0.2.1', port: 443 };
	it.each([
		[{ code: 'ECONNRESET', syscall: 'read' }, { code: 'ECONNRESET' }],
		[{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
		[{ code: 'E2BIG' }, { code: 'E2BIG' }],
		[{ code: 'Bearer abc' }, { code: '' }],
		[{ code: 403 }, { code: '' }],
		[{ code: 'EHOSTUNREACH', syscall: 'write' }, { code: 'EHOSTUNREACH' }],
		[
			{ code: 'EHOSTUNREACH', ...connect },
			{ code: 'EHOSTUNREACH', neverSent: true },
		],
		[
			{ code: 'ENOTFOUND', syscall: 'getaddrinfo' },
			{ code: 'ENOTFOUND', neverSent: true },
		],
		[{ message: 'Proxy connection ended before …' }, { code: '', neverSent: true }],
		[{ name: 'SsrfBlockedIpError' }, { code: 'BLOCKED' }],
		[{ message: 'Domain not allowed: This credential is …' }, { code: 'BLOCKED' }],
		[{ message: 'No allowed domains specified. Configure …' }, { code: 'BLOCKED' }],
		[{ message: 'This credential is configured to prevent …' }, { code: 'BLOCKED' }],
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
		const [code, other] = ['ECONNREFUSED', 'EHOSTUNREACH'];
		const thrown = { errors: [{ ...connect, code }, { code: other }] };
		expect(noResponseOf(thrown)).toEqual({ answered: false, code, neverSent: true });
	});

	it('takes over nothing but a name, whatever it is, however deep and circular', () => {
		const thrown: Record<string, unknown> = { config: { headers: { Authorization: 'secret' } } };
		thrown.cause = thrown;
		for (const odd of [thrown, undefined, null, 'text', new Error('x')])
			expect(noResponseOf(odd)).toEqual({ answered: false, code: '' });
	});
});

describe('the body of an answer', () => {
	it('is parsed where it is JSON, and its text where it is not', () => {
		expect(read('{"a":1}')).toEqual({ a: 1 });
		expect(read({ a: 1 })).toEqual({ a: 1 });
		expect(['{"a":1', '<html>', ''].map((body) => read(body))).toEqual(['{"a":1', '<html>', '']);
	});

	it('keeps every digit of a long task id', () => {
		const id = '1234567890123456789';
		expect(read(`{"task_id": ${id}}`)).toEqual({ task_id: id });
		const said = { task_id: 7, x: `"task_id": ${id},` };
		expect(read(JSON.stringify(said))).toEqual(said);
		expect(read('{"task_id": 1234567890123456.5}')).toEqual({ task_id: 1234567890123456.5 });
	});

	it('never holds the API key', () => {
		const key = 'sk-12345678';
		expect(read(`{"said":"Bearer ${key}"}`, key)).toEqual({ said: 'Bearer [API key]' });
		expect(read(`no ${key}`, key)).toBe('no [API key]');
		expect(read('{"a":1}', 'a')).toEqual({ a: 1 });
	});
});
