import type { Message } from '../message';

/** What the service's own reasons mean, by their names on the vendor's page of errors. */
export const reasonMessages = {
	INVALID_REQUEST_BODY: {
		happened: 'The Highway API does not accept these values',
		advice: 'Correct the field that its message names, then run the node again.',
	},
	FAILED_TO_AUTH: {
		happened: 'The Highway API does not recognize the API key',
		advice: 'Open the Highway API credential, enter the API key of your account again and test it.',
	},
	INVALID_API_KEY: {
		happened: 'The Highway API received no valid API key',
		advice: 'Open the Highway API credential, fill in "API Key" and test it.',
	},
	NOT_ENOUGH_BALANCE: {
		happened: 'The balance of the Highway API account is used up',
		advice: 'Add credit to the account, then run the node again.',
	},
	ACCESS_DENY: {
		happened: 'The Highway API account has no permission for this',
		advice:
			'Check in your account that the API key may use this model, or ask the support of the Highway API to allow it.',
	},
	MODEL_NOT_FOUND: {
		happened: 'The Highway API does not offer this model at the base URL',
		advice: 'Check "Base URL" in the Highway API credential, and update this node package.',
	},
	RATE_LIMIT_EXCEEDED: {
		happened: 'The Highway API received too many requests from this account',
		advice: 'Wait a moment, or send fewer requests at the same time.',
	},
	TOKEN_LIMIT_EXCEEDED: {
		happened: 'The quota of the Highway API account is used up for now',
		advice: 'Wait until the quota is renewed, or raise it in your account.',
	},
	SERVICE_NOT_AVAILABLE: {
		happened: 'The Highway API is not available right now',
		advice: 'Try again in a few minutes.',
	},
	CREATE_TASK_FAILED: {
		happened: 'The Highway API did not start this task',
		advice: 'Nothing was made. Run the node again for this item in a few minutes.',
	},
} as const satisfies Record<string, Message>;

/** What an answer without a known reason means. */
export const answerMessages = {
	redirected: {
		happened: 'The base URL of the Highway API redirects to another URL (HTTP <status>)',
		advice:
			'The API key is not sent to other URLs. Enter the final URL as "Base URL" in the Highway API credential.',
	},
	brokenDown: {
		happened: 'The Highway API, or a gateway in front of it, answered with HTTP <status>',
		advice: 'Try again in a few minutes.',
	},
	refused: {
		happened: 'The Highway API answered with HTTP <status>',
		advice: 'Check the fields of this node and the Highway API credential.',
	},
	refusedOnTheWay: {
		happened:
			'Something in front of the Highway API, such as a gateway or a firewall, answered with HTTP <status>',
		advice:
			'The answer is not from the Highway API itself. Check "Base URL" in the Highway API credential, and the network between n8n and the Highway API.',
	},
	proxyWantsLogin: {
		happened:
			'The proxy between n8n and the Highway API requires a login (HTTP 407), so nothing was sent',
		advice:
			'Add the user name and password of the proxy to HTTPS_PROXY of n8n, or add the host of the Highway API to NO_PROXY.',
	},
	unreadable: {
		happened: 'The Highway API sent an answer that could not be read',
		advice: 'Check "Base URL" in the Highway API credential, and try again in a few minutes.',
	},
} as const satisfies Record<string, Message>;

const CHECK_BASE_URL =
	'Check "Base URL" in the Highway API credential, and that n8n can reach it from its network.';

/** Why no answer came. */
export const noResponseMessages = {
	nothingAnswers: {
		happened: 'No server answers at the base URL of the Highway API',
		advice: CHECK_BASE_URL,
	},
	hostNotFound: {
		happened: 'The host of the Highway API was not found',
		advice: CHECK_BASE_URL,
	},
	hostNotLookedUp: {
		happened: 'n8n could not look up the host of the Highway API',
		advice: CHECK_BASE_URL,
	},
	notConnected: {
		happened: 'n8n could not connect to the Highway API',
		advice: CHECK_BASE_URL,
	},
	notHttp: {
		happened: 'The server at the base URL of the Highway API does not speak HTTP',
		advice:
			'Check "Base URL" in the Highway API credential, especially its port, and any proxy that n8n is set to use.',
	},
	tooSlow: {
		happened: 'The Highway API did not answer in time',
		advice: 'Try again in a few minutes, and check the network between n8n and the Highway API.',
	},
	cut: {
		happened: 'The connection to the Highway API was closed before an answer came',
		advice: 'Check the network between n8n and the Highway API.',
	},
} as const satisfies Record<string, Message>;

/** Why a request can't be sent, now and the next time. */
export const unsentMessages = {
	certificate: {
		happened: 'n8n does not trust the certificate of the Highway API, so nothing was sent',
		advice:
			'If your company or your own gateway signs it, set NODE_EXTRA_CA_CERTS of n8n to the certificate of its authority. Otherwise check "Base URL" in the Highway API credential.',
	},
	certificateDate: {
		happened: 'The certificate of the Highway API is not valid today, so nothing was sent',
		advice:
			'Check the clock of the machine that n8n runs on. If it is right, the operator of the base URL has to renew the certificate.',
	},
	certificateName: {
		happened: 'The certificate at the base URL is for another host, so nothing was sent',
		advice: 'Check "Base URL" in the Highway API credential: the certificate has to name its host.',
	},
	noEncryption: {
		happened: 'n8n could not make an encrypted connection to the Highway API, so nothing was sent',
		advice:
			'Check "Base URL" in the Highway API credential: the server at its port may speak http instead of https.',
	},
	noRoute: {
		happened: 'There is no route from n8n to the Highway API, so nothing was sent',
		advice: CHECK_BASE_URL,
	},
	blocked: {
		happened: "n8n's protection against requests to internal addresses (SSRF) blocked the base URL",
		advice:
			'Nothing was sent. Check "Base URL" in the Highway API credential. If it is right, ask the admin of n8n to add its host to N8N_SSRF_ALLOWED_HOSTNAMES.',
	},
	proxy: {
		happened: "n8n can't reach the proxy that it is set to use, so nothing was sent",
		advice:
			'Check HTTPS_PROXY and HTTP_PROXY of n8n, and that the proxy is running, or add the host of the Highway API to NO_PROXY.',
	},
	keyCharacters: {
		happened: "The API key contains a character that can't be sent, so nothing was sent",
		advice:
			'Open the Highway API credential, enter the API key of your account again without line breaks and test it.',
	},
} as const satisfies Record<string, Message>;

/** What can be added to the advice. */
export const faultAdditions = {
	serviceSays: 'The service says: <message>',
	answered: 'It answered: <answer>',
	combination:
		'The service may make 1080p, and a video with a last frame, with a duration of 8 seconds only.',
} as const;
