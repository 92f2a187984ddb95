import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';
import { SAFE_BASE_URL } from '../nodes/shared/api/baseUrl';
import { keyMessages } from '../nodes/shared/n8n/connectionMessages';

// Replaces a base URL that is refused: nothing listens there, and it is this machine.
const NOWHERE = 'http://127.0.0.1:9/base-url-without-https';

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
			// Needs no permission on this machine, e.g. for the sandbox. No regular expression: n8n checks
			// this each time a node uses the credential, and fails the execution after 250 ms, which a busy
			// machine can need for the simplest one.
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
				// Keys are pasted and mounted with line breaks and byte order marks around them.
				Authorization: '=Bearer {{ String($credentials.apiKey ?? "").trim() }}',
			},
		},
	};

	// The API has no endpoint that only checks a key, so the test asks for a task that can't exist:
	// the answer is 401 or 403 if the key is not accepted, and otherwise that there is no such task.
	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ $credentials.allowHttp || ${SAFE_BASE_URL}.test($credentials.baseUrl.trim()) ? $credentials.baseUrl.trim().replace(/\\/+$/, "") : "${NOWHERE}" }}`,
			url: '/v3/async/task-result',
			qs: { task_id: 'n8n-credential-test' },
			ignoreHttpStatusErrors: { ignore: true, except: [401, 403] },
			// n8n follows redirects with the key still attached unless told otherwise.
			disableFollowRedirect: true,
			sendCredentialsOnCrossOriginRedirect: false,
			timeout: 15_000,
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message: `${keyMessages.unknown.happened} ${keyMessages.unknown.advice}`,
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message: `${keyMessages.refused.happened} ${keyMessages.refused.advice}`,
				},
			},
		],
	};
}
