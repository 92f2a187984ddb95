import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { judgeBaseUrl, tidyBaseUrl } from '../api/baseUrl';
import { highwayApi, type HighwayApi } from '../api/highwayApi';
import { OWN_CODES, type HttpCall, type HttpEnd } from '../api/http';
import { isRecord } from '../api/json';
import { withTimeout } from '../waiting/withTimeout';
import { bodyOf } from './answerBody';
import { connectionWords } from './connectionWords';
import { operationError } from './itemError';
import { n8nClock } from './n8nClock';
import { silenceOf } from './silenceOf';

const CREDENTIAL = 'highwayApi';

/** Where requests go, and what must not come back in an answer. */
interface Connection {
	baseUrl: string;
	apiKey: string;
}

/** The API, and who asks it. */
export interface Connected {
	api: HighwayApi;
	/** Names base URL and key without telling the key: whoever has the same shares the account's limits. */
	account: string;
}

/**
 * The Highway API, reached with the credential of the node.
 *
 * @throws NodeOperationError where the base URL of the credential is no web address, or one to which
 *   the key would go unencrypted over a network, and where no header can hold the key
 */
export async function connect(context: IExecuteFunctions): Promise<Connected> {
	const credential = await context.getCredentials(CREDENTIAL);
	const baseUrl = tidyBaseUrl(credential.baseUrl);
	switch (judgeBaseUrl(baseUrl, credential.allowHttp === true)) {
		case 'notAnAddress':
			throw operationError(context, connectionWords.notAnAddress);
		case 'unencrypted':
			throw operationError(context, connectionWords.unencrypted);
		case 'good':
	}
	// As the credential sends it.
	const apiKey = String(credential.apiKey ?? '').trim();
	if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(apiKey)) {
		throw operationError(context, connectionWords.unsendableKey);
	}
	const connection = { baseUrl, apiKey };
	const api = highwayApi(async (call) => await send(context, connection, call), Date.now);
	return { api, account: createHash('sha256').update(`${baseUrl}\n${apiKey}`).digest('hex') };
}

/**
 * Sends a request, and waits for the whole of its answer as long as the request may take: the client's
 * own time-out bounds the silence on a connection, and a body that drips is never silent.
 */
async function send(
	context: IExecuteFunctions,
	connection: Connection,
	call: HttpCall,
): Promise<HttpEnd> {
	const end = await withTimeout(
		n8nClock,
		call.timeoutMs,
		async (tooLate) => await request(context, connection, call, tooLate),
	);
	return end ?? { answered: false, code: OWN_CODES.tooSlow };
}

async function request(
	context: IExecuteFunctions,
	{ baseUrl, apiKey }: Connection,
	call: HttpCall,
	tooLate: AbortSignal,
): Promise<HttpEnd> {
	const abortSignal = signalFor(context, call, tooLate);
	// n8n puts the cancel signal of its `this` on every request, and so would cut a POST at a stop.
	const sender = Object.create(context, {
		getExecutionCancelSignal: { value: () => abortSignal },
	}) as IExecuteFunctions;
	try {
		const answer: unknown = await context.helpers.httpRequestWithAuthentication.call(
			sender,
			CREDENTIAL,
			{
				method: call.method,
				url: `${baseUrl}${call.path}`,
				...(call.query === undefined ? {} : { qs: call.query }),
				// Bytes are sent as they are; an object would be copied twice, as text and as bytes.
				...(call.body === undefined
					? {}
					: { body: call.body as Buffer, headers: { 'Content-Type': 'application/json' } }),
				json: true,
				// Parsed here: n8n's client would round long numbers.
				encoding: 'text',
				timeout: call.timeoutMs,
				abortSignal,
				returnFullResponse: true,
				// Every status is an answer to be read, and 401 must not make n8n send a POST again.
				ignoreHttpStatusErrors: true,
				// n8n would follow with the key still attached, also to another host.
				disableFollowRedirect: true,
				sendCredentialsOnCrossOriginRedirect: false,
			},
		);
		return readAnswer(answer, apiKey);
	} catch (error) {
		return silenceOf(error, new URL(baseUrl));
	}
}

/** What cuts a request off: a POST its deadline alone, since it may be accepted and paid for. */
function signalFor(
	context: IExecuteFunctions,
	{ method, signal }: HttpCall,
	tooLate: AbortSignal,
): AbortSignal {
	if (method === 'POST') return tooLate;
	const stopped = context.getExecutionCancelSignal();
	return AbortSignal.any([tooLate, signal, stopped].filter((each) => each !== undefined));
}

function readAnswer(answer: unknown, apiKey: string): HttpEnd {
	const { statusCode, headers, body } = isRecord(answer) ? answer : {};
	if (typeof statusCode !== 'number') return { answered: false, code: '' };
	return {
		answered: true,
		status: statusCode,
		headers: isRecord(headers) ? headers : {},
		body: bodyOf(body, apiKey),
	};
}
