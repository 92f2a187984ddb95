import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { highwayApiClient, type HighwayApiClient } from '../api/highwayApiClient';
import type { HttpRequest, HttpResult } from '../api/http';
import { isRecord } from '../api/untrusted';
import { withTimeout } from '../waiting/clock';
import { parseResponseBody } from './responseBody';
import { readCredential, type Credential } from './credential';
import { operationError } from './itemError';
import { n8nClock } from './n8nClock';
import { noResponseOf } from './noResponseOf';

const CREDENTIAL = 'highwayApi';

/** The API, and who asks it. */
export interface ConnectedApi {
	api: HighwayApiClient;
	/** Identifies base URL and key without revealing the key: the same value shares the account's limits. */
	account: string;
	/** Without a slash at its end. */
	baseUrl: string;
	/** The account's limit for each model, as the user set it. */
	submissionsPerMinute: number;
}

/**
 * The Highway API, reached with the credential of the node.
 *
 * @throws NodeOperationError where a field of the credential can't be used
 */
export async function connect(context: IExecuteFunctions): Promise<ConnectedApi> {
	const credential = readCredential(await context.getCredentials(CREDENTIAL));
	if ('happened' in credential) throw operationError(context, credential);
	const { baseUrl, apiKey, submissionsPerMinute } = credential;
	const api = highwayApiClient(async (call) => await send(context, credential, call), Date.now);
	const account = createHash('sha256').update(`${baseUrl}\n${apiKey}`).digest('hex');
	return { api, account, baseUrl, submissionsPerMinute };
}

/**
 * Sends a request, and waits for the whole of its answer as long as the request may take: the client's
 * own time-out bounds the silence on a connection, and a body that drips is never silent.
 */
async function send(
	context: IExecuteFunctions,
	credential: Credential,
	httpRequest: HttpRequest,
): Promise<HttpResult> {
	const result = await withTimeout(
		n8nClock,
		httpRequest.timeoutMs,
		async (tooLate) => await sendAuthenticated(context, credential, httpRequest, tooLate),
	);
	return result ?? { answered: false, code: '' };
}

async function sendAuthenticated(
	context: IExecuteFunctions,
	{ baseUrl, apiKey }: Credential,
	httpRequest: HttpRequest,
	tooLate: AbortSignal,
): Promise<HttpResult> {
	const abortSignal = signalFor(context, httpRequest, tooLate);
	// n8n adds the cancel signal of its `this` to every request, which would abort a POST at a stop.
	const sender = Object.create(context, {
		getExecutionCancelSignal: { value: () => abortSignal },
	}) as IExecuteFunctions;
	try {
		const answer: unknown = await context.helpers.httpRequestWithAuthentication.call(
			sender,
			CREDENTIAL,
			{
				method: httpRequest.method,
				url: `${baseUrl}${httpRequest.path}`,
				...(httpRequest.query === undefined ? {} : { qs: httpRequest.query }),
				// Bytes are sent as they are; an object would be copied twice, as text and as bytes.
				...(httpRequest.body === undefined
					? {}
					: { body: httpRequest.body as Buffer, headers: { 'Content-Type': 'application/json' } }),
				json: true,
				// Parsed here: n8n's client would round long numbers.
				encoding: 'text',
				timeout: httpRequest.timeoutMs,
				abortSignal,
				returnFullResponse: true,
				// Every status is an answer to be read, and 401 must not make n8n send a POST again.
				ignoreHttpStatusErrors: true,
				// n8n would follow with the key still attached, also to another host.
				disableFollowRedirect: true,
				sendCredentialsOnCrossOriginRedirect: false,
			},
		);
		return readResponse(answer, apiKey);
	} catch (error) {
		return noResponseOf(error);
	}
}

/** What cuts a request off: a POST its deadline alone, since it may be accepted and paid for. */
function signalFor(
	context: IExecuteFunctions,
	{ method, signal }: HttpRequest,
	tooLate: AbortSignal,
): AbortSignal {
	if (method === 'POST') return tooLate;
	const stopped = context.getExecutionCancelSignal();
	return AbortSignal.any([tooLate, signal, stopped].filter((each) => each !== undefined));
}

function readResponse(response: unknown, apiKey: string): HttpResult {
	const { statusCode, headers, body } = isRecord(response) ? response : {};
	if (typeof statusCode !== 'number') return { answered: false, code: '' };
	return {
		answered: true,
		status: statusCode,
		headers: isRecord(headers) ? headers : {},
		body: parseResponseBody(body, apiKey),
	};
}
