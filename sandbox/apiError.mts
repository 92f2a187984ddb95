/**
 * The error names of the Highway API with the HTTP status and a text for each. The last three are the
 * sandbox's own: the vendor does not publish what an unknown path or an oversized body answers.
 */
const REASONS = {
	INVALID_REQUEST_BODY: [400, 'The request body is not valid.'],
	FAILED_TO_AUTH: [401, 'Authentication failed.'],
	INVALID_API_KEY: [403, 'The API key was not provided.'],
	NOT_ENOUGH_BALANCE: [403, 'The balance of this account is too low.'],
	ACCESS_DENY: [403, 'Access denied.'],
	MODEL_NOT_FOUND: [404, 'There is no such model.'],
	RATE_LIMIT_EXCEEDED: [429, 'Too many requests, try again later.'],
	TOKEN_LIMIT_EXCEEDED: [429, 'Token limit reached, try again later.'],
	SERVICE_NOT_AVAILABLE: [503, 'The service is not available right now.'],
	ILLEGAL_PROMPT: [400, 'The prompt is not allowed.'],
	CREATE_TASK_FAILED: [500, 'The task could not be created.'],
	GET_RESULT_FAILED: [500, 'The result could not be read.'],
	TASK_NOT_FOUND: [404, 'There is no task with this id.'],
	PATH_NOT_FOUND: [404, 'There is nothing at this path.'],
	REQUEST_BODY_TOO_LARGE: [413, 'The request body is too large.'],
	INTERNAL: [500, 'The sandbox itself failed; its log says more.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type Reason = keyof typeof REASONS;

export const reasons = Object.keys(REASONS) as [Reason, ...Reason[]];

/** A refusal as the API words it: `{code, reason, message, metadata}` with a matching HTTP status. */
export class ApiError extends Error {
	readonly status: number;

	constructor(
		readonly reason: Reason,
		message: string = REASONS[reason][1],
		readonly metadata: Record<string, unknown> = {},
	) {
		super(message);
		this.status = REASONS[reason][0];
	}

	toJSON() {
		const { status, reason, message, metadata } = this;
		return { code: status, reason, message, metadata };
	}
}
