import { faultInBody, faultOf } from '../../../nodes/shared/api/fault.ts';
import { isPolledAgain, type Verdict } from '../../../nodes/shared/api/verdict.ts';
import { retryAfterMs } from '../../../nodes/shared/api/retryAfter.ts';
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

const polled = (status: number, body: unknown = {}) =>
	faultOf({ answered: true, status, body, headers: {} }, NOW, 'GET');

describe('the verdict', () => {
	it.each([
		// Something refused it, and so nothing was accepted.
		[400, 'refused', 'refused'],
		[404, 'refused', 'unknownTask'],
		[407, 'refused', 'refused'],
		[422, 'refused', 'refused'],
		[301, 'refused', 'refused'],
		[429, 'tooMany', 'tooMany'],
		// A gateway or a firewall refuses without knowing the key; it may let the next poll through.
		[401, 'refused', 'inDoubt'],
		[403, 'refused', 'inDoubt'],
		// It may have been passed on before.
		[408, 'inDoubt', 'inDoubt'],
		[425, 'inDoubt', 'inDoubt'],
		[500, 'inDoubt', 'inDoubt'],
		[502, 'inDoubt', 'inDoubt'],
		[503, 'inDoubt', 'inDoubt'],
		[504, 'inDoubt', 'inDoubt'],
	])('of HTTP %d without a body is %s for a submission, %s for a poll', (status, post, get) => {
		for (const body of ['', '<html>SERVICE_NOT_AVAILABLE</html>', 'upstream connect error']) {
			expect(answered(status, body).verdict).toBe(post);
			expect(polled(status, body).verdict).toBe(get);
		}
	});

	it.each([
		[503, 'SERVICE_NOT_AVAILABLE', 'unavailable', 'unavailable'],
		[503, 'UPSTREAM_GONE', 'inDoubt', 'inDoubt'],
		[503, undefined, 'inDoubt', 'inDoubt'],
		[500, 'CREATE_TASK_FAILED', 'refused', 'refused'],
		[500, 'GET_RESULT_FAILED', 'inDoubt', 'inDoubt'],
		[404, 'TASK_NOT_FOUND', 'refused', 'unknownTask'],
		[404, 'MODEL_NOT_FOUND', 'refused', 'unknownTask'],
		[401, 'FAILED_TO_AUTH', 'accountRefused', 'accountRefused'],
		[401, 'NEW_NAME', 'accountRefused', 'accountRefused'],
		[401, undefined, 'accountRefused', 'accountRefused'],
		[403, 'INVALID_API_KEY', 'accountRefused', 'accountRefused'],
		[400, 'MISSING_API_KEY', 'accountRefused', 'accountRefused'],
		[403, 'NOT_ENOUGH_BALANCE', 'accountRefused', 'accountRefused'],
		[400, 'BILLING_BALANCE_NOT_ENOUGH', 'accountRefused', 'accountRefused'],
		[403, 'ACCESS_DENY', 'refused', 'refused'],
		[400, 'INVALID_REQUEST_BODY', 'refused', 'refused'],
		[400, 'ILLEGAL_PROMPT', 'refused', 'refused'],
		[429, 'RATE_LIMIT_EXCEEDED', 'tooMany', 'tooMany'],
		// A quota ends a batch; a task that is paid for is worth waiting for.
		[429, 'TOKEN_LIMIT_EXCEEDED', 'accountRefused', 'tooMany'],
	])(
		'of the service itself (HTTP %d, %s) is %s for a submission, %s for a poll',
		(code, reason, post, get) => {
			const body = { code, reason, message: 'says the service' };
			expect(answered(code, body).verdict).toBe(post);
			expect(polled(code, body).verdict).toBe(get);
			// Services have been seen to send it as a success.
			const inside = { answered: true, status: 200, headers: {}, body } as const;
			expect(faultInBody(inside, NOW).verdict).toBe(post);
			expect(faultInBody(inside, NOW, 'GET').verdict).toBe(get);
		},
	);

	it.each([
		['ECONNREFUSED', 'unavailable', true],
		['ENOTFOUND', 'unavailable', true],
		['EAI_AGAIN', 'unavailable', true],
		['ECONNRESET', 'inDoubt', undefined],
		['ECONNABORTED', 'inDoubt', undefined],
		['ETIMEDOUT', 'inDoubt', undefined],
		['EHOSTUNREACH', 'inDoubt', undefined],
		['EPROTO', 'inDoubt', undefined],
		['HPE_INVALID_CONSTANT', 'inDoubt', undefined],
		['TOO_SLOW', 'inDoubt', undefined],
		['', 'inDoubt', undefined],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'refused', undefined],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'refused', undefined],
		['CERT_HAS_EXPIRED', 'refused', undefined],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'refused', undefined],
		['BLOCKED', 'refused', undefined],
		['PROXY_UNREACHABLE', 'refused', undefined],
		['DOMAIN_NOT_ALLOWED', 'refused', undefined],
	])('of no answer (%s) is %s; no server reached: %p', (code, verdict, unreached) => {
		expect(faultOf({ answered: false, code }, NOW)).toMatchObject({ verdict });
		expect(faultOf({ answered: false, code }, NOW).unreached).toBe(unreached);
	});

	it.each([
		['ECONNRESET', 'unavailable'],
		['ETIMEDOUT', 'unavailable'],
		['ECONNABORTED', 'unavailable'],
		['EACCES', 'unavailable'],
		['', 'unavailable'],
		['EHOSTUNREACH', 'unavailable'],
		['ENETUNREACH', 'unavailable'],
		['EPROTO', 'refused'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'refused'],
	])('of a connection that was never made (%s) is %s', (code, verdict) => {
		expect(faultOf({ answered: false, code, neverSent: true }, NOW).verdict).toBe(verdict);
	});

	it('says which polls are sent again', () => {
		const again = (verdict: Verdict, waitedMs: number) => isPolledAgain({ verdict }, waitedMs);
		for (const verdict of ['tooMany', 'unavailable', 'inDoubt'] as const)
			expect(again(verdict, 3_600_000)).toBe(true);
		for (const verdict of ['refused', 'accountRefused'] as const)
			expect(again(verdict, 0)).toBe(false);
		expect(again('unknownTask', 14_999)).toBe(true);
		expect(again('unknownTask', 15_000)).toBe(false);
	});
});

describe('a fault', () => {
	it('carries what the service says, and how long it wants to be left alone', () => {
		const body = { code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'add 5 credits' };
		expect(answered(403, body, { 'retry-after': '3' })).toEqual({
			happened: 'The balance or the quota of the Highway API account is used up',
			advice: expect.stringMatching(/^The service says: "add 5 credits"\. Add credit, or/),
			status: 403,
			reason: 'NOT_ENOUGH_BALANCE',
			retryAfterMs: 3000,
			verdict: 'accountRefused',
		});
	});

	it('of a reason never heard of falls back to its status', () => {
		expect(answered(401, { reason: 'NEW_NAME' })).toMatchObject({
			happened: 'The Highway API did not accept the API key',
			reason: 'NEW_NAME',
		});
	});

	it.each([
		[299, 'The Highway API or a gateway answered with HTTP 299'],
		[300, 'The base URL of the Highway API redirects to another URL (HTTP 300)'],
		[399, 'The base URL of the Highway API redirects to another URL (HTTP 399)'],
		[404, 'The Highway API or a gateway answered with HTTP 404'],
		[499, 'The Highway API or a gateway answered with HTTP 499'],
		[500, 'The Highway API or a gateway answered with HTTP 500'],
		[503, 'The Highway API or a gateway answered with HTTP 503'],
		[599, 'The Highway API or a gateway answered with HTTP 599'],
	])('of HTTP %d without a reason says what the status says', (status, happened) => {
		expect(answered(status).happened).toBe(happened);
	});

	it.each([
		['ECONNREFUSED', "No server was reached at 'Base URL' of the Highway API credential"],
		['ECONNRESET', 'The connection to the Highway API broke, or was too slow'],
	])('of the network (%s) says what happened', (code, happened) => {
		expect(faultOf({ answered: false, code }, NOW).happened).toBe(happened);
	});

	it('has no fields for what the service did not say', () => {
		expect(answered(500)).toEqual({
			happened: expect.any(String),
			advice: expect.any(String),
			status: 500,
			verdict: 'inDoubt',
		});
	});

	it('is not taken in by a reason that every object has', () => {
		expect(answered(400, { reason: 'constructor' })).toMatchObject({
			happened: 'The Highway API does not accept these values',
			reason: 'constructor',
		});
	});

	it('of a proxy that wants a login names the proxy', () => {
		expect(answered(407, '<html>').happened).toMatch(/^The proxy that n8n is set to use/);
	});

	it('of a gateway does not show its page', () => {
		expect(answered(502, '<html>Bad Gateway</html>').advice).not.toMatch(/[<>]|Bad Gateway/);
	});
});

describe('a success that holds no task', () => {
	const inside = (body: unknown) =>
		faultInBody({ answered: true, status: 200, headers: {}, body }, NOW);

	it.each([
		[{ code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'x' }, 403, 'accountRefused'],
		[{ code: 10001, reason: 'NOT_ENOUGH_BALANCE', message: 'x' }, 403, 'accountRefused'],
		[{ code: 0, reason: 'FAILED_TO_AUTH' }, 401, 'accountRefused'],
		[{ code: '400', reason: 'NEW_NAME', message: 'x' }, 400, 'refused'],
		[{ code: 429, reason: 'RATE_LIMIT_EXCEEDED' }, 429, 'tooMany'],
		[{ code: 503, reason: 'SERVICE_NOT_AVAILABLE' }, 503, 'unavailable'],
		[{ code: 503, reason: 'NEW_NAME' }, 503, 'inDoubt'],
		[{ code: 500, message: 'x' }, 500, 'inDoubt'],
		[{ code: 10001, reason: 'NEW_NAME', message: 'x' }, 200, 'inDoubt'],
		[{ code: 0, reason: 'SUCCESS' }, 200, 'inDoubt'],
		[{ data: { id: 'abc' } }, 200, 'inDoubt'],
		['<html>', 200, 'inDoubt'],
		[[], 200, 'inDoubt'],
		['', 200, 'inDoubt'],
	])('%j has the status %d and the verdict %s', (body, status, verdict) => {
		expect(inside(body)).toMatchObject({ status, verdict });
	});

	it('keeps what was answered, on one line, without markup and cut to a sane length', () => {
		expect(inside({ a: '<b>\n' }).answer).toBe('{"a":"‹b›\\n"}');
		expect(inside('x'.repeat(5000)).answer).toBe(`${'x'.repeat(200)}…`);
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
		expect(sanitizeText('x'.repeat(5000))).toBe(`${'x'.repeat(200)}…`);
		expect(sanitizeText({ a: 1 })).toBe('');
	});

	it('is cut where it is longer than 200 characters, and not before', () => {
		expect(sanitizeText('x'.repeat(200))).toBe('x'.repeat(200));
		expect(sanitizeText('x'.repeat(201))).toBe(`${'x'.repeat(200)}…`);
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
