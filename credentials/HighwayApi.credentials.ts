import type { IAuthenticateGeneric, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** Each node names its test as `testedBy`: `highwayApiTest` in `nodes/shared/n8n/credential.ts`. */
export class HighwayApi implements ICredentialType {
	name = 'highwayApi';

	displayName = 'Highway API';

	icon: Icon = {
		light: 'file:../icons/highwayApi.svg',
		dark: 'file:../icons/highwayApi.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-highwayapi/n8n-nodes-highwayapi#connect-your-highway-api-account';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'Create an API key in your Highway API account and paste it here. It is sent only to the base URL.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.highwayapi.ai',
			placeholder: 'e.g. https://api.highwayapi.ai',
			description:
				'URL of the Highway API. Change it only for the sandbox, a test server for developers, or for your own gateway.',
		},
		{
			displayName: 'Allow Unencrypted Base URL',
			name: 'allowHttp',
			type: 'boolean',
			default: false,
			// This machine, e.g. the sandbox, needs no permission. No regular expression: n8n evaluates this
			// each time a node uses the credential, and fails the execution if an expression takes 250 ms,
			// which happens on a busy machine.
			displayOptions: {
				show: { baseUrl: [{ _cnd: { startsWith: 'http:' } }] },
				hide: {
					baseUrl: [
						'http://localhost',
						{ _cnd: { startsWith: 'http://localhost:' } },
						{ _cnd: { startsWith: 'http://localhost/' } },
						{ _cnd: { startsWith: 'http://127.' } },
						{ _cnd: { startsWith: 'http://[::1]' } },
					],
				},
			},
			description:
				'Whether to send the API key over plain HTTP to another machine, although others on the network can read it. Needed only for the sandbox or a gateway in your own network, for example with n8n in Docker.',
		},
		{
			displayName: 'Max Submissions per Minute',
			name: 'submissionsPerMinute',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 10_000, numberPrecision: 0 },
			default: 50,
			description:
				'How many videos n8n starts per minute and model. It is a limit of the account: raise it if your account allows more.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: {
				// Pasted or mounted keys may have line breaks or a byte order mark around them.
				Authorization: '=Bearer {{ String($credentials.apiKey ?? "").trim() }}',
			},
		},
	};
}
