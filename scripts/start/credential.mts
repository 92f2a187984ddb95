import { Failure } from './failure.mts';
import type { Credential, N8nClient } from './n8n-client.mts';

/** Where the Highway API is, be it the service or the sandbox, and the key for it. */
export interface Service {
	/** Name of the credential in n8n. */
	name: string;
	apiKey: string;
	baseUrl: string;
	/** The account's limit for each model: 10,000 at the sandbox, which has none, else the node's default. */
	submissionsPerMinute?: number;
}

const type = 'highwayApi';

/**
 * Puts the key into n8n, and has n8n test it. Sandbox and service have a credential each, so that a
 * workflow built with the sandbox never costs money.
 */
export async function keepCredential(client: N8nClient, service: Service): Promise<Credential> {
	const { name, apiKey, baseUrl } = service;
	const isSandbox = new URL(baseUrl).hostname === '127.0.0.1';
	const submissionsPerMinute = service.submissionsPerMinute ?? (isSandbox ? 10_000 : 50);
	const data = { apiKey, baseUrl, submissionsPerMinute };
	const present = (await client.credentials()).find(
		(candidate) => candidate.type === type && candidate.name === name,
	);
	if (present) await client.updateCredential({ ...present, data });
	const credential = present ?? (await client.createCredential({ name, type, data }));
	const { status, message } = await client.testCredential({ ...credential, data });
	if (status !== 'OK')
		throw new Failure(
			`n8n tested the credential “${name}” for ${baseUrl}: ${message}`,
			'Check the key and the base URL, then run the command again.',
		);
	return credential;
}
