import type { IExecuteFunctions } from 'n8n-workflow';
import { judgeBaseUrl, tidyBaseUrl } from '../api/baseUrl';
import { highwayApi, type HighwayApi } from '../api/highwayApi';
import type { HttpCall, HttpEnd } from '../api/http';
import { isRecord } from '../api/json';
import { connectionWords } from './connectionWords';
import { operationError } from './itemError';

const CREDENTIAL = 'highwayApi';

/**
 * The Highway API, reached with the credential of the node.
 *
 * @throws NodeOperationError where the base URL of the credential is no web address, or one to which
 *   the key would go unencrypted over a network
 */
export async function connect(context: IExecuteFunctions): Promise<HighwayApi> {
	const { baseUrl, allowHttp } = await context.getCredentials(CREDENTIAL);
	const base = tidyBaseUrl(baseUrl);
	switch (judgeBaseUrl(base, allowHttp === true)) {
		case 'notAnAddress':
			throw operationError(context, connectionWords.notAnAddress);
		case 'unencrypted':
			throw operationError(context, connectionWords.unencrypted);
		case 'good':
	}
	return highwayApi(async (call) => await send(context, base, call), Date.now);
}

async function send(context: IExecuteFunctions, base: string, call: HttpCall): Promise<HttpEnd> {
	try {
		const answer: unknown = await context.helpers.httpRequestWithAuthentication.call(
			context,
			CREDENTIAL,
			{
				method: call.method,
				url: `${base}${call.path}`,
				...(call.query === undefined ? {} : { qs: call.query }),
				// Bytes are sent as they are; an object would be copied twice, as text and as bytes.
				...(call.body === undefined
					? {}
					: { body: call.body as Buffer, headers: { 'Content-Type': 'application/json' } }),
				json: true,
				timeout: call.timeoutMs,
				returnFullResponse: true,
				// Every status is an answer to be read, and 401 must not make n8n send a POST again.
				ignoreHttpStatusErrors: true,
				// n8n would follow with the key still attached, also to another host.
				disableFollowRedirect: true,
				sendCredentialsOnCrossOriginRedirect: false,
			},
		);
		return readAnswer(answer);
	} catch (error) {
		return { answered: false, code: networkCode(error) };
	}
}

function readAnswer(answer: unknown): HttpEnd {
	const { statusCode, headers, body } = isRecord(answer) ? answer : {};
	if (typeof statusCode !== 'number') return { answered: false, code: '' };
	return { answered: true, status: statusCode, headers: isRecord(headers) ? headers : {}, body };
}

/**
 * Node.js' name for a network fault. n8n wraps what its HTTP client throws, so it may be one or two
 * causes down; nothing else is taken over, since the client's error holds the request with its key.
 */
function networkCode(error: unknown): string {
	let current: unknown = error;
	for (let depth = 0; depth < 4 && typeof current === 'object' && current !== null; depth++) {
		const { code, cause } = current as { code?: unknown; cause?: unknown };
		if (typeof code === 'string' && /^E[A-Z_]+$/.test(code)) return code;
		current = cause;
	}
	return '';
}
