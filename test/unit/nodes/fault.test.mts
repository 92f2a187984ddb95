import {
	faultInBody,
	faultOf,
	mayBeAccepted,
	isTransientWhilePolling,
} from '../../../nodes/shared/api/fault.ts';
import { retryAfterMs } from '../../../nodes/shared/api/retryAfter.ts';
import { mayRetry } from '../../../nodes/shared/submitting/retryPolicy.ts';
import { sanitizeText, quoted, parseTaskId } from '../../../nodes/shared/api/sanitizeText.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');

const answered = (status: number, body: unknown = {}, headers = {}) =>
	faultOf({ answered: true, status, body, headers }, NOW);

describe('Retry-After', () => {
	it.each([
		['7', 7000],
		[' 0 ', 0],
		[12, 12_000],
		['1.25', 1250],
		['12 seconds', undefined],
		['1.x', undefined],
		['Mon, 23 Nov 2026 10:00:30 GMT', 30_000],
		['Mon, 23 Nov 2026 09:00:00 GMT', 0],
		['soon', undefined],
		['-5', undefined],
		['', undefined],
		[undefined, undefined],
		[null, undefined],
		[['5'], undefined],
	])('of %p is %p ms', (header, ms) => {
		expect(retryAfterMs(header, NOW)).toBe(ms);
	});
});

describe('a fault', () => {
	it.each([
		[429, true],
		[400, true],
		[401, true],
		[403, true],
		[404, true],
		[407, true],
		[422, true],
		[301, true],
		[503, false],
		[500, false],
		[502, false],
		[504, false],
		[408, false],
		[425, false],
	])('of HTTP %d says not processed: %p', (status, notProcessed) => {
		expect(answered(status).notProcessed).toBe(notProcessed);
	});

	it.each([
		[{ code: 503, reason: 'SERVICE_NOT_AVAILABLE', message: 'busy' }, true],
		[{ code: 503, reason: 'UPSTREAM_GONE', message: 'busy' }, false],
		[{ code: 503, message: 'busy' }, false],
		['upstream connect error or disconnect/reset before headers', false],
		['<html>SERVICE_NOT_AVAILABLE</html>', false],
		['', false],
	])('of HTTP 503 with the body %j says not processed: %p', (body, notProcessed) => {
		const fault = answered(503, body);
		expect(fault).toMatchObject({ transient: true, notProcessed });
		expect(mayBeAccepted(fault)).toBe(!notProcessed);
	});

	it.each([
		['ECONNREFUSED', true],
		['ENOTFOUND', true],
		['EAI_AGAIN', true],
		['ECONNRESET', false],
		['ECONNABORTED', false],
		['ETIMEDOUT', false],
		['EHOSTUNREACH', false],
		['EPROTO', false],
		['HPE_INVALID_CONSTANT', false],
		['TOO_SLOW', false],
		['', false],
	])('of the network (%s) says not processed: %p', (code, notProcessed) => {
		const fault = faultOf({ answered: false, code }, NOW);
		expect(fault).toMatchObject({ notProcessed, transient: true });
	});

	it.each([
		['ECONNRESET', true],
		['ETIMEDOUT', true],
		['ECONNABORTED', true],
		['EACCES', true],
		['', true],
		['EHOSTUNREACH', false],
		['ENETUNREACH', false],
		['EPROTO', false],
		['ERR_SSL_WRONG_VERSION_NUMBER', false],
	])(
		'of a connection that was never made (%s) is safe to send again, and may pass: %p',
		(code, transient) => {
			const fault = faultOf({ answered: false, code, neverSent: true }, NOW);
			expect(fault).toMatchObject({ notProcessed: true, transient });
			expect(mayBeAccepted(fault)).toBe(false);
		},
	);

	const certificates = 'n8n does not trust the certificate of the Highway API, so nothing was sent';
	it.each([
		['DEPTH_ZERO_SELF_SIGNED_CERT', certificates],
		['SELF_SIGNED_CERT_IN_CHAIN', certificates],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', certificates],
		['UNABLE_TO_GET_ISSUER_CERT', certificates],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', certificates],
		['CERT_REVOKED', certificates],
		['INVALID_CA', certificates],
		[
			'CERT_HAS_EXPIRED',
			'The certificate of the Highway API is not valid today, so nothing was sent',
		],
		[
			'CERT_NOT_YET_VALID',
			'The certificate of the Highway API is not valid today, so nothing was sent',
		],
		[
			'ERR_TLS_CERT_ALTNAME_INVALID',
			'The certificate at the base URL is for another host, so nothing was sent',
		],
		[
			'BLOCKED',
			"n8n's protection against requests to internal addresses (SSRF) blocked the base URL",
		],
		['PROXY_UNREACHABLE', "n8n can't reach the proxy that it is set to use, so nothing was sent"],
		[
			'ERR_INVALID_CHAR',
			"The API key contains a character that can't be sent, so nothing was sent",
		],
	])(
		'that nothing was sent (%s) is told at once, safe to send again and final',
		(code, happened) => {
			const fault = faultOf({ answered: false, code }, NOW);
			expect(fault).toMatchObject({ happened, notProcessed: true, transient: false });
			expect(mayRetry(fault)).toBe(false);
			expect(isTransientWhilePolling(fault, 0)).toBe(false);
		},
	);

	it.each([
		[400, false],
		[401, false],
		[403, false],
		[404, false],
		[422, false],
		[302, false],
		[408, true],
		[429, true],
		[500, true],
		[502, true],
		[503, true],
		[504, true],
	])('of HTTP %d may pass: %p', (status, transient) => {
		expect(answered(status).transient).toBe(transient);
	});

	it('carries what the service says, and how long it wants to be left alone', () => {
		const body = { code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'add 5 credits' };
		expect(answered(403, body, { 'retry-after': '3' })).toEqual({
			happened: 'The balance of the Highway API account is used up',
			advice:
				'The service says: "add 5 credits". Add credit to the account, then run the node again.',
			status: 403,
			reason: 'NOT_ENOUGH_BALANCE',
			retryAfterMs: 3000,
			fromService: true,
			accountWide: true,
			transient: false,
			notProcessed: true,
		});
	});

	it('of a reason never heard of falls back to its status', () => {
		expect(answered(401, { reason: 'NEW_NAME' })).toMatchObject({
			happened: 'The Highway API does not recognize the API key',
			reason: 'NEW_NAME',
		});
	});

	it.each([
		[299, 'The Highway API answered with HTTP 299'],
		[300, 'The base URL of the Highway API redirects to another URL (HTTP 300)'],
		[399, 'The base URL of the Highway API redirects to another URL (HTTP 399)'],
		[404, 'The Highway API answered with HTTP 404'],
		[499, 'The Highway API answered with HTTP 499'],
		[500, 'The Highway API, or a gateway in front of it, answered with HTTP 500'],
		[503, 'The Highway API, or a gateway in front of it, answered with HTTP 503'],
		[599, 'The Highway API, or a gateway in front of it, answered with HTTP 599'],
	])('of HTTP %d without a reason says what the status says', (status, happened) => {
		expect(answered(status).happened).toBe(happened);
	});

	it.each([
		['ECONNREFUSED', 'No server answers at the base URL of the Highway API'],
		['ECONNRESET', 'The connection to the Highway API was closed before an answer came'],
	])('of the network (%s) says what happened', (code, happened) => {
		expect(faultOf({ answered: false, code }, NOW).happened).toBe(happened);
	});

	it('has no fields for what the service did not say', () => {
		expect(answered(500)).toEqual({
			happened: expect.any(String),
			advice: expect.any(String),
			status: 500,
			transient: true,
			notProcessed: false,
		});
	});

	it('is not taken in by a reason that every object has', () => {
		expect(answered(400, { reason: 'constructor' })).toMatchObject({
			happened: 'The Highway API does not accept these values',
			reason: 'constructor',
		});
	});

	it.each([
		[401, { code: 401, reason: 'FAILED_TO_AUTH' }, true],
		[401, { code: 401, reason: 'NEW_NAME' }, true],
		[401, { code: 401, message: 'no such key' }, true],
		[401, '<html>Sign in</html>', undefined],
		[403, { code: 403, reason: 'INVALID_API_KEY' }, true],
		[403, { code: 403, reason: 'NOT_ENOUGH_BALANCE' }, true],
		[429, { code: 429, reason: 'TOKEN_LIMIT_EXCEEDED' }, true],
		[429, { code: 429, reason: 'RATE_LIMIT_EXCEEDED' }, undefined],
		[403, { code: 403, reason: 'ACCESS_DENY' }, undefined],
		[400, { code: 400, reason: 'INVALID_REQUEST_BODY' }, undefined],
	])('of HTTP %d with the body %j concerns the whole account: %p', (status, body, accountWide) => {
		expect(answered(status, body).accountWide).toBe(accountWide);
	});

	it('of a quota that is used up is no sign of requests that come too fast', () => {
		expect(answered(429).rateLimited).toBe(true);
		const quota = answered(429, { code: 429, reason: 'TOKEN_LIMIT_EXCEEDED' });
		expect(quota.rateLimited).toBeUndefined();
		expect(mayRetry(quota)).toBe(false);
	});

	it.each([401, 403])(
		'of HTTP %d by something before the service says so, and passes while polling',
		(status) => {
			const fault = answered(status, '<html>Denied</html>');
			expect(fault.happened).toBe(
				`Something in front of the Highway API, such as a gateway or a firewall, answered with HTTP ${status}`,
			);
			expect(fault).toMatchObject({ transient: false, notProcessed: true });
			expect(fault.fromService).toBeUndefined();
			expect(isTransientWhilePolling(fault, 3_600_000)).toBe(true);
			expect(isTransientWhilePolling(answered(status, { code: status, reason: 'X' }), 0)).toBe(
				false,
			);
		},
	);

	it('of a task that is not known passes in the first 15 seconds of its wait', () => {
		expect(isTransientWhilePolling(answered(404), 14_999)).toBe(true);
		expect(isTransientWhilePolling(answered(404), 15_000)).toBe(false);
		expect(isTransientWhilePolling(answered(400), 0)).toBe(false);
		expect(isTransientWhilePolling(answered(502), 3_600_000)).toBe(true);
	});

	it('of a proxy that wants a login names the proxy', () => {
		expect(answered(407, '<html>')).toMatchObject({
			happened:
				'The proxy between n8n and the Highway API requires a login (HTTP 407), so nothing was sent',
			transient: false,
			notProcessed: true,
		});
	});

	it('of a gateway does not show its page', () => {
		expect(answered(502, '<html>Bad Gateway</html>').advice).toBe('Try again in a few minutes.');
	});
});

describe('a success that holds no task', () => {
	const inside = (body: unknown) =>
		faultInBody({ answered: true, status: 200, headers: {}, body }, NOW);

	it.each([
		[{ code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'x' }, 403, false, true],
		[{ code: 10001, reason: 'NOT_ENOUGH_BALANCE', message: 'x' }, 403, false, true],
		[{ code: 0, reason: 'FAILED_TO_AUTH' }, 401, false, true],
		[{ code: '400', reason: 'NEW_NAME', message: 'x' }, 400, false, true],
		[{ code: 429, reason: 'RATE_LIMIT_EXCEEDED' }, 429, true, true],
		[{ code: 503, reason: 'SERVICE_NOT_AVAILABLE' }, 503, true, true],
		[{ code: 503, reason: 'NEW_NAME' }, 503, true, false],
		[{ code: 500, message: 'x' }, 500, true, false],
		[{ code: 10001, reason: 'NEW_NAME', message: 'x' }, 200, true, false],
		[{ code: 0, reason: 'SUCCESS' }, 200, true, false],
		[{ data: { id: 'abc' } }, 200, true, false],
		['<html>', 200, true, false],
		[[], 200, true, false],
		['', 200, true, false],
	])(
		'%j has the status %d, may pass: %p, surely not accepted: %p',
		(body, status, transient, sure) => {
			expect(inside(body)).toMatchObject({ status, transient, notProcessed: sure });
		},
	);

	it('keeps what was answered, on one line, without markup and cut to a sane length', () => {
		expect(inside({ a: '<b>\n' }).answer).toBe('{"a":"‹b›\\n"}');
		expect(inside('x'.repeat(5000)).answer).toBe(`${'x'.repeat(300)}…`);
		expect(inside('').answer).toBeUndefined();
	});

	it('carries the reason and the words of the service', () => {
		expect(inside({ code: 10001, reason: 'NEW_NAME', message: 'come back' })).toMatchObject({
			reason: 'NEW_NAME',
			advice: expect.stringMatching(/^The service says: "come back"\. /),
		});
	});
});

describe('the id of a task', () => {
	it.each([
		['abc', 'abc'],
		[' abc\n', 'abc'],
		[1234567, '1234567'],
		['x'.repeat(500), 'x'.repeat(500)],
		['x'.repeat(501), undefined],
		['', undefined],
		['  ', undefined],
		['a\nb', undefined],
		['a\u2028b', undefined],
		['a\u0000b', undefined],
		['<b>', undefined],
		[1.5, undefined],
		[2 ** 53, undefined],
		[null, undefined],
		[true, undefined],
		[['abc'], undefined],
	])('of %j is %j', (value, id) => {
		expect(parseTaskId(value)).toBe(id);
	});
});

describe('text from the service', () => {
	it('is one line and cut to a sane length', () => {
		expect(sanitizeText('a\n\n b\tc ')).toBe('a b c');
		expect(sanitizeText('x'.repeat(5000))).toBe(`${'x'.repeat(300)}…`);
		expect(sanitizeText({ a: 1 })).toBe('');
	});

	it('is cut where it is longer than 300 characters, and not before', () => {
		expect(sanitizeText('x'.repeat(300))).toBe('x'.repeat(300));
		expect(sanitizeText('x'.repeat(301))).toBe(`${'x'.repeat(300)}…`);
	});

	it('can’t pass for HTML', () => {
		expect(sanitizeText('<img src=x>')).toBe('‹img src=x›');
	});

	it('ends with one full stop when it is quoted', () => {
		expect(quoted('It was. Then it was not')).toBe('"It was. Then it was not".');
		expect(quoted('It was!')).toBe('"It was!"');
		expect(quoted('"image" is no URL')).toBe('“"image" is no URL”.');
	});
});
