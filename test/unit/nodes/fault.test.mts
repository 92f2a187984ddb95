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
		[301, 'refused', 'refused'],
		[429, 'tooMany', 'tooMany'],
		// A gateway or a firewall refuses without knowing the key; it may let the next poll through.
		[401, 'refused', 'inDoubt'],
		[403, 'refused', 'inDoubt'],
		// It may have been passed on before.
		[408, 'inDoubt', 'inDoubt'],
		[425, 'inDoubt', 'inDoubt'],
		[500, 'inDoubt', 'inDoubt'],
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
	});

	it.each([
		[300, {}, 'The base URL of the Highway API redirects to another URL (HTTP 300)'],
		[404, '<html>', 'The Highway API or a gateway answered with HTTP 404'],
		[401, { reason: 'NEW_NAME' }, 'The Highway API did not accept the API key'],
		// Every object has it.
		[400, { reason: 'constructor' }, 'The Highway API does not accept these values'],
	])('of HTTP %d with %j says: %s', (status, body, happened) => {
		const fault = answered(status, body);
		expect(fault.happened).toBe(happened);
		expect(fault.advice).not.toMatch(/[<>]/);
	});
});

describe('a success that holds no task', () => {
	it.each([
		[{ code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'x' }, 403, 'accountRefused'],
		[{ code: 0, reason: 'FAILED_TO_AUTH' }, 401, 'accountRefused'],
		[{ code: '400', reason: 'NEW_NAME', message: 'x' }, 400, 'refused'],
		[{ code: 503, reason: 'NEW_NAME' }, 503, 'inDoubt'],
		[{ code: 10001, reason: 'NEW_NAME', message: 'x' }, 200, 'inDoubt'],
		[{ code: 0, reason: 'SUCCESS' }, 200, 'inDoubt'],
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
	it('is as a Retry-After seconds or a date, and nothing else', () => {
		const read = (header: unknown) => retryAfterMs(header, NOW);
		expect(['7', ' 0 ', 12, '1.25'].map(read)).toEqual([7000, 0, 12_000, 1250]);
		const hours = ['10:00:30', '09:00:00'].map((time) => `Mon, 23 Nov 2026 ${time} GMT`);
		expect(hours.map(read)).toEqual([30_000, 0]);
		for (const odd of ['12 seconds', 'soon', '-5', '', undefined, ['5']])
			expect([odd, read(odd)]).toEqual([odd, undefined]);
	});

	it('is as the id of a task a text of one line, or a whole number', () => {
		const long = 'x'.repeat(500);
		expect([' abc\n', 1234567, long].map(parseTaskId)).toEqual(['abc', '1234567', long]);
		const lines = ['a\nb', 'a\u2028b', 'a\u0000b'];
		for (const odd of [...lines, `${long}x`, '  ', '<b>', 1.5, 2 ** 53, null, true, ['abc']])
			expect([odd, parseTaskId(odd)]).toEqual([odd, undefined]);
	});

	it('is as text one short line, without markup', () => {
		const long = 'x'.repeat(200);
		const given = ['a\n\n b\tc ', long, `${long}x`, '<img src=x>', { a: 1 }];
		const shown = ['a b c', long, `${long}…`, '‹img src=x›', ''];
		expect(given.map((value) => sanitizeText(value))).toEqual(shown);
	});

	it('ends with one full stop when it is quoted', () => {
		expect(quoted('It was. Then it was not')).toBe('"It was. Then it was not".');
		expect(quoted('It was!')).toBe('"It was!"');
		expect(quoted('"image" is no URL')).toBe('“"image" is no URL”.');
	});

	it('is an object where it has names and values', () => {
		expect([{}, { a: 1 }].map(isRecord)).toEqual([true, true]);
		expect([null, undefined, [], 'text', 0].map(isRecord)).toEqual(Array(5).fill(false));
	});
});
