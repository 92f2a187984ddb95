import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { faultOf } from '../api/fault';
import { answerMessages, reasonMessages } from '../api/faultMessages';
import { RESULT_PATH } from '../api/highwayApiClient';
import { isRecord } from '../api/untrusted';
import type { Message } from '../message';
import { readCredential } from './credential';
import { noResponseOf } from './noResponseOf';
import { parseResponseBody } from './responseBody';

/**
 * Tests a credential: each node names this as its `testedBy`. The rules that a credential's own `test`
 * may have can't tell the service's JSON from the page of another site.
 *
 * The API has no endpoint that only checks a key, so it is asked for a task that can't exist. Nobody
 * has seen every answer to that, and a right key must not be refused: any JSON but a 401 or 403 is proof.
 */
export async function highwayApiTest(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const refusal = await test(this, data);
	return refusal === undefined
		? { status: 'OK', message: 'Connection successful!' }
		: { status: 'Error', message: `${refusal.happened}. ${refusal.advice}` };
}

async function test(
	{ helpers }: ICredentialTestFunctions,
	data: NonNullable<ICredentialsDecrypted['data']>,
): Promise<Message | undefined> {
	const credential = readCredential(data);
	if ('happened' in credential) return credential;
	const { baseUrl, apiKey } = credential;
	let response: unknown;
	try {
		// The only way to send anything that n8n gives to the test of a credential.
		response = await helpers.request({
			method: 'GET',
			uri: `${baseUrl}${RESULT_PATH}`,
			qs: { task_id: 'n8n-credential-test' },
			headers: { Authorization: `Bearer ${apiKey}` },
			// The key would go along.
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
			timeout: 15_000,
		});
	} catch (error) {
		return faultOf(noResponseOf(error), Date.now());
	}
	const { statusCode, body } = isRecord(response) ? response : {};
	if (statusCode === 401 || statusCode === 403) return reasonMessages.key;
	const isJson = isRecord(parseResponseBody(body, apiKey));
	return isJson ? undefined : answerMessages.unreadable;
}
