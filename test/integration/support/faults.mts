import type { Rule } from '../../../sandbox/sandbox.mts';

type Misdeed = Extract<Rule, { on: 'download' }>['do'];

const answer = (status: number, headers?: Record<string, string>, body?: string): Misdeed => ({
	kind: 'answer',
	status,
	...(body && { body }),
	...(headers && { headers }),
});
const inside = (code: number, reason: string): Misdeed => ({
	kind: 'answer',
	status: 200,
	body: { code, reason, message: 'The service says why' },
});
const retryAfter = (value: string) => answer(429, { 'Retry-After': value });

/** A fault of a poll. */
export type PollFault = Extract<Rule, { on: 'poll' }>['do'];

/** The answer about a task, which has succeeded unless it says otherwise. */
export const task = (
	about: Record<string, string>,
	lists: Record<string, Array<Record<string, string>>> = { videos: [] },
): PollFault => ({
	kind: 'answer',
	status: 200,
	body: { task: { status: 'TASK_STATUS_SUCCEED', ...about }, ...lists },
});

/** Another status of a task, which has its videos. */
export const status = (name: string, reason?: string): PollFault => ({
	kind: 'taskStatus',
	status: `TASK_STATUS_${name}`,
	...(reason && { reason }),
});

/** What can go wrong with any request, by the name that it has in the lists. */
export const faults: Array<[string, Misdeed]> = [
	['400 `INVALID_REQUEST_BODY`', { kind: 'error', reason: 'INVALID_REQUEST_BODY' }],
	['401 `FAILED_TO_AUTH`', { kind: 'error', reason: 'FAILED_TO_AUTH' }],
	['403 `INVALID_API_KEY`', { kind: 'error', reason: 'INVALID_API_KEY' }],
	['403 `NOT_ENOUGH_BALANCE`', { kind: 'error', reason: 'NOT_ENOUGH_BALANCE' }],
	['403 `ACCESS_DENY`', { kind: 'error', reason: 'ACCESS_DENY' }],
	['404 `MODEL_NOT_FOUND`', { kind: 'error', reason: 'MODEL_NOT_FOUND' }],
	['408', answer(408)],
	['409', answer(409)],
	['413', answer(413)],
	['422', answer(422)],
	['401 with HTML', answer(401, undefined, '<html>')],
	['403 with HTML', answer(403, undefined, '<html>')],
	['407', answer(407)],
	['429 `TOKEN_LIMIT_EXCEEDED`', { kind: 'error', reason: 'TOKEN_LIMIT_EXCEEDED' }],
	['429 `RATE_LIMIT_EXCEEDED`', { kind: 'error', reason: 'RATE_LIMIT_EXCEEDED' }],
	['429, `Retry-After` in seconds', retryAfter('2')],
	['429, `Retry-After` as a date long past', retryAfter('Wed, 21 Oct 2015 07:28:00 GMT')],
	['429, `Retry-After` that makes no sense', retryAfter('soon')],
	['429, `Retry-After` an hour', retryAfter('3600')],
	['500', answer(500)],
	['502 with HTML', { kind: 'html', status: 502 }],
	['503 `SERVICE_NOT_AVAILABLE`', { kind: 'error', reason: 'SERVICE_NOT_AVAILABLE' }],
	['503 with HTML', { kind: 'html', status: 503 }],
	['504 with HTML', { kind: 'html', status: 504 }],
	['a redirect to another host', { kind: 'redirect', location: 'http://127.0.0.2:9/elsewhere' }],
	['a reset before anything was handled', { kind: 'reset' }],
	['a reset after it was handled', { kind: 'resetAfter' }],
	['no answer', { kind: 'hang' }],
	['handled, and no answer', { kind: 'hangAfter' }],
	['an answer that stops half-way', { kind: 'hangInBody' }],
	['an answer cut short of its length', { kind: 'cutBody' }],
	['an answer that arrives byte by byte', { kind: 'drip', seconds: 20 }],
	['a compressed answer', { kind: 'compress' }],
	['half of an answer, presented as complete', { kind: 'truncate' }],
	['an empty answer', { kind: 'empty' }],
	['200 with `NOT_ENOUGH_BALANCE` inside', inside(403, 'NOT_ENOUGH_BALANCE')],
	['200 with `RATE_LIMIT_EXCEEDED` inside', inside(429, 'RATE_LIMIT_EXCEEDED')],
	['200 with an unknown reason inside', inside(10001, 'NEW_NAME')],
	['JSON that is not an object', { kind: 'answer', status: 200, body: ['task'] }],
];

/** How often a fault hits. */
export const frequencies = [
	['once', { times: 1 }],
	['always', {}],
] as const;

/** Base URLs at which nobody answers. */
export const unreachable: Array<[string, string]> = [
	['connection refused', 'http://127.0.0.1:9'],
	['name not resolved', 'https://no-such-host.invalid'],
];
