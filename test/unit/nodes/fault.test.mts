import { faultOf } from '../../../nodes/shared/api/fault.ts';
import { retryAfterMs } from '../../../nodes/shared/api/retryAfter.ts';
import { foreignText, quoted } from '../../../nodes/shared/api/foreignText.ts';

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
		[503, true],
		[500, false],
		[502, false],
		[504, false],
		[408, false],
		[400, false],
		[301, false],
	])('of HTTP %d says surely not accepted: %p', (status, surelyNotAccepted) => {
		expect(answered(status).surelyNotAccepted).toBe(surelyNotAccepted);
	});

	it.each([
		['ECONNREFUSED', true],
		['ENOTFOUND', true],
		['EAI_AGAIN', true],
		['ECONNRESET', false],
		['ECONNABORTED', false],
		['ETIMEDOUT', false],
		['', false],
	])('of the network (%s) says surely not accepted: %p', (code, surelyNotAccepted) => {
		const fault = faultOf({ answered: false, code }, NOW);
		expect(fault).toMatchObject({ surelyNotAccepted, passing: true });
	});

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
	])('of HTTP %d may pass: %p', (status, passing) => {
		expect(answered(status).passing).toBe(passing);
	});

	it('carries what the service says, and how long it wants to be left alone', () => {
		const body = { code: 403, reason: 'NOT_ENOUGH_BALANCE', message: 'add 5 credits' };
		expect(answered(403, body, { 'retry-after': '3' })).toEqual({
			happened: 'The balance of the Highway API account is used up',
			advice: 'The service says: "add 5 credits". Top up the account, then run the node again.',
			status: 403,
			reason: 'NOT_ENOUGH_BALANCE',
			retryAfterMs: 3000,
			passing: false,
			surelyNotAccepted: false,
		});
	});

	it('of a reason never heard of falls back to its status', () => {
		expect(answered(401, { reason: 'NEW_NAME' })).toMatchObject({
			happened: 'The Highway API does not know the API key',
			reason: 'NEW_NAME',
		});
	});

	it.each([
		[299, 'The Highway API answered with HTTP 299'],
		[300, 'The base URL answers with a redirect (HTTP 300)'],
		[399, 'The base URL answers with a redirect (HTTP 399)'],
		[404, 'The Highway API answered with HTTP 404'],
		[499, 'The Highway API answered with HTTP 499'],
		[500, 'The Highway API, or a gateway before it, answered with HTTP 500'],
		[599, 'The Highway API, or a gateway before it, answered with HTTP 599'],
	])('of HTTP %d without a reason says what the status says', (status, happened) => {
		expect(answered(status).happened).toBe(happened);
	});

	it.each([
		['ECONNREFUSED', 'Nothing answers at the base URL of the Highway API'],
		['ECONNRESET', 'The connection to the Highway API ended before an answer came'],
	])('of the network (%s) says what happened', (code, happened) => {
		expect(faultOf({ answered: false, code }, NOW).happened).toBe(happened);
	});

	it('has no fields for what the service did not say', () => {
		expect(Object.keys(answered(500)).sort()).toEqual([
			'advice',
			'happened',
			'passing',
			'status',
			'surelyNotAccepted',
		]);
	});

	it('is not taken in by a reason that every object has', () => {
		expect(answered(400, { reason: 'constructor' })).toMatchObject({
			happened: 'The Highway API does not accept the values it was sent',
			reason: 'constructor',
		});
	});

	it('of a gateway does not show its page', () => {
		expect(answered(502, '<html>Bad Gateway</html>').advice).toBe('Try again in a few minutes.');
	});
});

describe('text from the service', () => {
	it('is one line and cut to a sane length', () => {
		expect(foreignText('a\n\n b\tc ')).toBe('a b c');
		expect(foreignText('x'.repeat(5000))).toBe(`${'x'.repeat(300)}…`);
		expect(foreignText({ a: 1 })).toBe('');
	});

	it('is cut where it is longer than 300 characters, and not before', () => {
		expect(foreignText('x'.repeat(300))).toBe('x'.repeat(300));
		expect(foreignText('x'.repeat(301))).toBe(`${'x'.repeat(300)}…`);
	});

	it('can’t pass for HTML', () => {
		expect(foreignText('<img src=x>')).toBe('‹img src=x›');
	});

	it('ends with one full stop when it is quoted', () => {
		expect(quoted('It was. Then it was not')).toBe('"It was. Then it was not".');
		expect(quoted('It was!')).toBe('"It was!"');
	});
});
