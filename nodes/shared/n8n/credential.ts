import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { checkBaseUrl, normalizeBaseUrl } from '../api/baseUrl';
import { faultOf } from '../api/fault';
import { answerMessages, reasonMessages } from '../api/faultMessages';
import { RESULT_PATH } from '../api/highwayApiClient';
import { isRecord } from '../api/untrusted';
import type { Message } from '../message';
import { credentialMessages } from './n8nMessages';
import { noResponseOf } from './noResponseOf';

/** The checked fields of a credential. */
export interface Credential {
	/** Without a slash at its end. */
	readonly baseUrl: string;
	/** Without white space around it. */
	readonly apiKey: string;
	/** The account's limit for each model, as the user set it. */
	readonly submissionsPerMinute: number;
}

/** Reads and checks a credential. @returns its fields, or why they can't be used */
export function readCredential(data: ICredentialDataDecryptedObject): Credential | Message {
	const baseUrl = normalizeBaseUrl(data.baseUrl);
	const check = checkBaseUrl(baseUrl, data.allowHttp === true);
	if (check !== 'good') return credentialMessages[check];
	const apiKey = String(data.apiKey ?? '').trim();
	if (!/^[\t\x20-\x7e\x80-\xff]+$/.test(apiKey)) return credentialMessages.apiKey;
	// A credential that was saved before the field existed has none.
	const limit = Number(data.submissionsPerMinute ?? 50);
	const isLimit = Number.isInteger(limit) && limit >= 1 && limit <= 10_000;
	if (!isLimit) return credentialMessages.submissionsPerMinute;
	return { baseUrl, apiKey, submissionsPerMinute: limit };
}

/**
 * Tests a credential: the `testedBy` of each node. The rules of a credential's own `test` could not tell
 * the service's JSON from the page of another site.
 */
export async function highwayApiTest(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const credential = readCredential(data);
	const refusal = 'happened' in credential ? credential : await refusalOf(this.helpers, credential);
	return refusal === undefined
		? { status: 'OK', message: 'Connection successful!' }
		: { status: 'Error', message: `${refusal.happened}. ${refusal.advice}` };
}

/**
 * Why a credential does not work. No endpoint only checks a key, so this asks for a task that can't exist.
 * Not all answers to that are known, and a good key must pass: any JSON is proof, unless with 401 or 403.
 */
async function refusalOf(
	{ request }: ICredentialTestFunctions['helpers'],
	{ baseUrl, apiKey }: Credential,
): Promise<Message | undefined> {
	try {
		// n8n gives the test of a credential no other helper that sends requests.
		const { statusCode, body } = (await request({
			method: 'GET',
			uri: `${baseUrl}${RESULT_PATH}`,
			qs: { task_id: 'n8n-credential-test' },
			headers: { Authorization: `Bearer ${apiKey}` },
			// The other host would get the key.
			followRedirect: false,
			simple: false,
			resolveWithFullResponse: true,
			json: true,
			timeout: 15_000,
		})) as { statusCode: number; body: unknown };
		if (statusCode === 401 || statusCode === 403) return reasonMessages.key;
		return isRecord(body) ? undefined : answerMessages.unreadable;
	} catch (error) {
		return faultOf(noResponseOf(error), Date.now());
	}
}
