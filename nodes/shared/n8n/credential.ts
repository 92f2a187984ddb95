import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { checkBaseUrl, normalizeBaseUrl } from '../api/baseUrl';
import type { Message } from '../message';
import { connectionMessages } from './connectionMessages';

/** What a credential that can be used says. */
export interface Credential {
	/** Without a slash at its end. */
	readonly baseUrl: string;
	/** As the credential sends it. */
	readonly apiKey: string;
	/** The account's limit for each model, as the user set it. */
	readonly submissionsPerMinute: number;
}

/** Beyond it nothing is limited; the field of the credential says the same. */
const MAX_SUBMISSIONS_PER_MINUTE = 10_000;

/**
 * The fields of a credential, or why they can't be used: a base URL that is no web URL, or one to
 * which the key would go unencrypted over a network, a key that is empty or that no header can hold,
 * a limit that is no whole number from 1 to 10,000.
 */
export function readCredential(data: ICredentialDataDecryptedObject): Credential | Message {
	const baseUrl = normalizeBaseUrl(data.baseUrl);
	const check = checkBaseUrl(baseUrl, data.allowHttp === true);
	if (check !== 'good') return connectionMessages[check];
	const apiKey = String(data.apiKey ?? '').trim();
	if (!/^[\t\x20-\x7e\x80-\xff]+$/.test(apiKey)) return connectionMessages.apiKey;
	// A credential that was saved before the field existed has none.
	const submissionsPerMinute = Number(data.submissionsPerMinute ?? 50);
	return Number.isInteger(submissionsPerMinute) &&
		submissionsPerMinute >= 1 &&
		submissionsPerMinute <= MAX_SUBMISSIONS_PER_MINUTE
		? { baseUrl, apiKey, submissionsPerMinute }
		: connectionMessages.submissionsPerMinute;
}
