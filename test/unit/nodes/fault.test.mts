import { faultOf } from '../../../nodes/shared/api/fault.ts';
import { isPolledAgain, type Verdict } from '../../../nodes/shared/api/verdict.ts';
import {
	isRecord,
	parseTaskId,
	quoted,
	retryAfterMs,
	sanitizeText,
} from '../../../nodes/shared/api/untrusted.ts';

const NOW = Date.parse('2026-11-23T10:00:00Z');

const answered = (
	status: number,
	body: unknown = {},
	{ method = 'POST' as 'POST' | 'GET', headers = {} } = {},
) => faultOf({ answered: true, status, body, headers }, NOW, method);

/** The verdict of an answer to a submission, and to a poll. */
const verdictsOf = (status: number, body: unknown) => [
	answered(status, body).verdict,
	answered(status, body, { method: 'GET' }).verdict,
];

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
		for (const body of ['', '<html>SERVICE_NOT_AVAILABLE</html>', 'upstream connect error'])
			expect(verdictsOf(status, body)).toEqual([post, get]);
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
			expect(verdictsOf(code, body)).toEqual([post, get]);
			// Services have been seen to send it as a success.
			expect(verdictsOf(200, body)).toEqual([post, get]);
		},
	);

	it.each([
		// A connection that was never made leaves no doubt; nor does what n8n refuses to send.
		['ECONNREFUSED', 'inDoubt', 'unavailable'],
		['ENOTFOUND', 'inDoubt', 'unavailable'],
		['ECONNRESET', 'inDoubt', 'unavailable'],
		['ETIMEDOUT', 'inDoubt', 'unavailable'],
		['EHOSTUNREACH', 'inDoubt', 'unavailable'],
		['', 'inDoubt', 'unavailable'],
		['EPROTO', 'inDoubt', 'refused'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'inDoubt', 'refused'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'refused', 'refused'],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'refused', 'refused'],
		['CERT_HAS_EXPIRED', 'refused', 'refused'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'refused', 'refused'],
		['BLOCKED', 'refused', 'refused'],
	])('of no answer (%s) is %s, and %s where there was no connection', (code, open, never) => {
		const end = { answered: false, code } as const;
		expect(faultOf(end, NOW)).toMatchObject({ verdict: open });
		const { verdict, unreached } = faultOf({ ...end, neverSent: true }, NOW);
		expect([verdict, unreached]).toEqual([never, never === 'unavailable' ? true : undefined]);
	});

	it('says which polls are sent again', () => {
		const again = (verdict: Verdict, waitedMs: number) => isPolledAgain({ verdict }, waitedMs);
		for (const verdict of ['tooMany', 'unavailable', 'inDoubt'] as const)
			expect(again(verdict, 3_600_000)).toBe(true);
		for (const verdict of ['refused', 'accountRefused'] as const)
			expect(again(verdict, 0)).toBe(false);
		expect([again('unknownTask', 14_999), again('unknownTask', 15_000)]).toEqual([true, false]);
	});
});

describe('a fault', () => {
	it('carries what the service says, and how long it wants to be left alone', () => {
		const body = { code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'add 5 credits' };
		expect(answered(403, body, { headers: { 'retry-after': '3' } })).toEqual({
			happened: 'The balance or the quota of the Highway API account is used up',
			advice: expect.stringMatching(/^The service says: "add 5 credits"\. Add credit, or/),
			status: 403,
			reason: 'NOT_ENOUGH_BALANCE',
			retryAfterMs: 3000,
			verdict: 'accountRefused',
		});
		expect(answered(500)).toEqual({
			happened: expect.any(String),
			advice: expect.any(String),
			status: 500,
			verdict: 'inDoubt',
		});
	});

	it.each([
		[300, {}, 'The base URL of the Highway API redirects to another URL (HTTP 300)'],
		[399, {}, 'The base URL of the Highway API redirects to another URL (HTTP 399)'],
		[404, {}, 'The Highway API or a gateway answered with HTTP 404'],
		[503, {}, 'The Highway API or a gateway answered with HTTP 503'],
		[401, { reason: 'NEW_NAME' }, 'The Highway API did not accept the API key'],
		// Every object has it.
		[400, { reason: 'constructor' }, 'The Highway API does not accept these values'],
	])('of HTTP %d with %j says: %s', (status, body, happened) => {
		expect(answered(status, body).happened).toBe(happened);
	});

	it('of a gateway does not show its page', () => {
		expect(answered(502, '<html>Bad Gateway</html>').advice).not.toMatch(/[<>]|Bad Gateway/);
	});
});

describe('a success that holds no task', () => {
	it.each([
		[{ code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'x' }, 403, 'accountRefused'],
		[{ code: 10001, reason: 'NOT_ENOUGH_BALANCE', message: 'x' }, 403, 'accountRefused'],
		[{ code: 0, reason: 'FAILED_TO_AUTH' }, 401, 'accountRefused'],
		[{ code: '400', reason: 'NEW_NAME', message: 'x' }, 400, 'refused'],
		[{ code: 503, reason: 'NEW_NAME' }, 503, 'inDoubt'],
		[{ code: 500, message: 'x' }, 500, 'inDoubt'],
		[{ code: 10001, reason: 'NEW_NAME', message: 'x' }, 200, 'inDoubt'],
		[{ code: 0, reason: 'SUCCESS' }, 200, 'inDoubt'],
		[{ data: { id: 'abc' } }, 200, 'inDoubt'],
		['<html>', 200, 'inDoubt'],
		[[], 200, 'inDoubt'],
		['', 200, 'inDoubt'],
	])('%j has the status %d and the verdict %s', (body, status, verdict) => {
		expect(answered(200, body)).toMatchObject({ status, verdict });
	});

	it('carries what was answered, and the reason and words of the service', () => {
		expect(answered(200, { a: '<b>\n' }).answer).toBe('{"a":"‹b›\\n"}');
		expect(answered(200, '').answer).toBeUndefined();
		expect(answered(200, { code: 10001, reason: 'NEW_NAME', message: 'wait' })).toMatchObject({
			reason: 'NEW_NAME',
			advice: expect.stringMatching(/^The service says: "wait"\. /),
		});
	});
});

describe('what comes from outside', () => {
	it.each([
		['7', 7000],
		[' 0 ', 0],
		[12, 12_000],
		['1.25', 1250],
		['12 seconds', undefined],
		['Mon, 23 Nov 2026 10:00:30 GMT', 30_000],
		['Mon, 23 Nov 2026 09:00:00 GMT', 0],
		['soon', undefined],
		['-5', undefined],
		['', undefined],
		[undefined, undefined],
		[['5'], undefined],
	])('is as a Retry-After: %j is %p ms', (header, ms) => {
		expect(retryAfterMs(header, NOW)).toBe(ms);
	});

	it.each([
		['abc', 'abc'],
		[' abc\n', 'abc'],
		[1234567, '1234567'],
		['x'.repeat(500), 'x'.repeat(500)],
		['x'.repeat(501), undefined],
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
	])('is as the id of a task: %j is %j', (value, id) => {
		expect(parseTaskId(value)).toBe(id);
	});

	it.each([
		['a\n\n b\tc ', 'a b c'],
		['x'.repeat(200), 'x'.repeat(200)],
		['x'.repeat(5000), `${'x'.repeat(200)}…`],
		['<img src=x>', '‹img src=x›'],
		[{ a: 1 }, ''],
	])('is as text: %j is %j', (value, text) => {
		expect(sanitizeText(value)).toBe(text);
	});

	it('ends with one full stop when it is quoted', () => {
		expect(quoted('It was. Then it was not')).toBe('"It was. Then it was not".');
		expect(quoted('It was!')).toBe('"It was!"');
		expect(quoted('"image" is no URL')).toBe('“"image" is no URL”.');
	});

	it('is an object where it has names and values', () => {
		expect([{}, { a: 1 }, null, undefined, [], 'text', 0].map(isRecord)).toEqual([
			...[true, true],
			...Array(5).fill(false),
		]);
	});
});
