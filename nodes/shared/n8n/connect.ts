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

/** The API, and the account by which it is asked. */
export interface ConnectedApi extends Omit<Credential, 'apiKey'> {
	api: HighwayApiClient;
	/** Digest of base URL and key: requests with the same one share limits. */
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
	// The HTTP client's own time-out bounds silence only: an answer that drips in is never silent.
	const send: Send = async (request) =>
		(await withTimeout(
			n8nClock,
			request.timeoutMs,
			async (timeUp) => await sendAuthenticated(context, credential, request, timeUp),
		)) ?? { answered: false, code: '' };
	const account = createHash('sha256').update(`${baseUrl}\n${apiKey}`).digest('hex');
	return { api: highwayApiClient(send, Date.now), account, baseUrl, submissionsPerMinute };
}

async function sendAuthenticated(
	context: IExecuteFunctions,
	{ baseUrl, apiKey }: Credential,
	{ method, path, query, body, timeoutMs, signal }: HttpRequest,
	timeUp: AbortSignal,
): Promise<HttpResult> {
	// Only its time-out ends a POST: the service may have accepted it, and its answer has the task id.
	const stops = method === 'POST' ? [] : [signal, context.getExecutionCancelSignal()];
	const abortSignal = AbortSignal.any([timeUp, ...stops.filter((each) => each !== undefined)]);
	// n8n adds the cancel signal of `this` to every request, so a Stop would abort a POST.
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
			// As text: n8n's client would parse it, and round long task ids.
			encoding: 'text',
			timeout: timeoutMs,
			abortSignal,
			returnFullResponse: true,
			// The answer of every status is read, and a 401 must not make n8n repeat a POST.
			ignoreHttpStatusErrors: true,
			// n8n would follow with the key, also to another host.
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
 * An answer's text, parsed where it is JSON. A task id with more digits than a number can hold becomes
 * text. The API key is removed, in case the service repeats what it was sent.
 */
export function parseResponseBody(body: unknown, apiKey: string): unknown {
	if (typeof body !== 'string') return body;
	// No real key is shorter than 8 characters, and a short one would match other text.
	const text = apiKey.length < 8 ? body : body.replaceAll(apiKey, '[API key]');
	try {
		const exact = text.replace(/("task_id"\s*:\s*)(\d{16,500})(?=\s*[,}])/g, '$1"$2"');
		return JSON.parse(exact) as unknown;
	} catch {
		return text;
	}
}
