import { createHash } from 'node:crypto';
import type { IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';
import { highwayApiClient, type HighwayApiClient } from '../api/highwayApiClient';
import type { HttpRequest, HttpResult, Send } from '../api/http';
import { withTimeout } from '../waiting/clock';
import { readCredential, type Credential } from './credential';
import { operationError } from './itemError';
import { n8nClock } from './n8nClock';
import { noResponseOf } from './noResponseOf';

const CREDENTIAL = 'highwayApi';

/** The API, and who asks it. */
export interface ConnectedApi extends Omit<Credential, 'apiKey'> {
	api: HighwayApiClient;
	/** Identifies base URL and key without revealing the key: the same value shares the account's limits. */
	account: string;
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
	// The client's own time-out bounds the silence on a connection, and a body that drips is never silent.
	const send: Send = async (request) =>
		(await withTimeout(
			n8nClock,
			request.timeoutMs,
			async (tooLate) => await sendAuthenticated(context, credential, request, tooLate),
		)) ?? { answered: false, code: '' };
	const account = createHash('sha256').update(`${baseUrl}\n${apiKey}`).digest('hex');
	return { api: highwayApiClient(send, Date.now), account, baseUrl, submissionsPerMinute };
}

async function sendAuthenticated(
	context: IExecuteFunctions,
	{ baseUrl, apiKey }: Credential,
	{ method, path, query, body, timeoutMs, signal }: HttpRequest,
	tooLate: AbortSignal,
): Promise<HttpResult> {
	// A POST is cut off by its deadline alone, since it may be accepted and paid for.
	const stops = method === 'POST' ? [] : [signal, context.getExecutionCancelSignal()];
	const abortSignal = AbortSignal.any([tooLate, ...stops.filter((each) => each !== undefined)]);
	// n8n adds the cancel signal of its `this` to every request, which would abort a POST at a stop.
	const sender = Object.create(context, {
		getExecutionCancelSignal: { value: () => abortSignal },
	}) as IExecuteFunctions;
	try {
		const answer = (await context.helpers.httpRequestWithAuthentication.call(sender, CREDENTIAL, {
			method,
			url: `${baseUrl}${path}`,
			qs: query,
			// Bytes are sent as they are; an object would be copied twice, as text and as bytes.
			...(body && { body: body as Buffer, headers: { 'Content-Type': 'application/json' } }),
			json: true,
			// Parsed here: n8n's client would round long numbers.
			encoding: 'text',
			timeout: timeoutMs,
			abortSignal,
			returnFullResponse: true,
			// Every status is an answer to be read, and 401 must not make n8n send a POST again.
			ignoreHttpStatusErrors: true,
			// n8n would follow with the key still attached, also to another host.
			disableFollowRedirect: true,
			sendCredentialsOnCrossOriginRedirect: false,
		})) as IN8nHttpFullResponse;
		return {
			answered: true,
			status: answer.statusCode,
			headers: answer.headers,
			body: parseResponseBody(answer.body, apiKey),
		};
	} catch (error) {
		return noResponseOf(error);
	}
}

/**
 * An answer's text, parsed where it is JSON. A task id of more digits than a number can hold is kept as
 * text, and the key of a service that repeats what it was sent is taken out.
 */
export function parseResponseBody(body: unknown, apiKey: string): unknown {
	if (typeof body !== 'string') return body;
	// Shorter than any key, and found by chance.
	const text = apiKey.length < 8 ? body : body.replaceAll(apiKey, '[API key]');
	try {
		const exact = text.replace(/("task_id"\s*:\s*)(\d{16,500})(?=\s*[,}])/g, '$1"$2"');
		return JSON.parse(exact) as unknown;
	} catch {
		return text;
	}
}
