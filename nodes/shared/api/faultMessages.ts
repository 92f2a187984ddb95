import type { Message } from '../message';

/** What the service's own reasons mean, by the names that the vendor's page of its errors gives them. */
export const reasonMessages = {
	INVALID_REQUEST_BODY: {
		happened: 'The Highway API does not accept the values it was sent',
		advice: 'Correct the field that its message names, then run the node again.',
	},
	FAILED_TO_AUTH: {
		happened: 'The Highway API does not know the API key',
		advice: 'Open the Highway API credential, enter the key of your account again and test it.',
	},
	INVALID_API_KEY: {
		happened: 'The Highway API received no usable API key',
		advice: 'Open the Highway API credential, fill in "API Key" and test it.',
	},
	NOT_ENOUGH_BALANCE: {
		happened: 'The balance of the Highway API account is used up',
		advice: 'Top up the account, then run the node again.',
	},
	ACCESS_DENY: {
		happened: 'The Highway API account may not do this',
		advice:
			'Check in your account that the key may use this model, or ask the support to allow it.',
	},
	MODEL_NOT_FOUND: {
		happened: 'The Highway API does not offer this model here',
		advice: 'Check "Base URL" in the Highway API credential, and update this node package.',
	},
	RATE_LIMIT_EXCEEDED: {
		happened: 'The Highway API answers that requests come too fast',
		advice: 'Wait a moment, or send fewer requests at the same time.',
	},
	TOKEN_LIMIT_EXCEEDED: {
		happened: 'The Highway API answers that the quota of the account is used up for now',
		advice: 'Wait until the quota is renewed, or raise it in your account.',
	},
	SERVICE_NOT_AVAILABLE: {
		happened: 'The Highway API is not available right now',
		advice: 'Try again in a few minutes.',
	},
} as const satisfies Record<string, Message>;

/** What an answer means whose reason says nothing. */
export const answerMessages = {
	redirected: {
		happened: 'The base URL answers with a redirect (HTTP <status>)',
		advice:
			'The API key is not sent on to another address. Enter the final address as "Base URL" in the Highway API credential.',
	},
	brokenDown: {
		happened: 'The Highway API, or a gateway before it, answered with HTTP <status>',
		advice: 'Try again in a few minutes.',
	},
	refused: {
		happened: 'The Highway API answered with HTTP <status>',
		advice: 'Check the fields of this node and the Highway API credential.',
	},
	refusedOnTheWay: {
		happened:
			'Something before the Highway API, such as a gateway or a firewall, answered with HTTP <status>',
		advice:
			'The answer is not of the service itself. Check "Base URL" in the Highway API credential, and what lies between n8n and the Highway API.',
	},
	proxyWantsLogin: {
		happened:
			'The proxy between n8n and the Highway API wants a login (HTTP 407), so nothing was sent',
		advice:
			'Give HTTPS_PROXY of n8n the user name and the password of the proxy, or name the host of the Highway API in NO_PROXY.',
	},
	unreadable: {
		happened: 'The Highway API sent an answer that could not be read',
		advice: 'Check "Base URL" in the Highway API credential, and try again in a few minutes.',
	},
} as const satisfies Record<string, Message>;

const CHECK_BASE_URL =
	'Check "Base URL" in the Highway API credential, and that n8n can reach it from where it runs.';

/** What it means that no answer came. */
export const noResponseMessages = {
	nothingAnswers: {
		happened: 'Nothing answers at the base URL of the Highway API',
		advice: CHECK_BASE_URL,
	},
	hostNotFound: {
		happened: 'The host of the Highway API could not be found',
		advice: CHECK_BASE_URL,
	},
	hostNotLookedUp: {
		happened: 'The host of the Highway API could not be looked up',
		advice: CHECK_BASE_URL,
	},
	notConnected: {
		happened: 'No connection to the Highway API could be made',
		advice: CHECK_BASE_URL,
	},
	notHttp: {
		happened: 'What answers at the base URL of the Highway API does not speak HTTP',
		advice:
			'Check "Base URL" in the Highway API credential, its port above all, and a proxy that n8n may be set to use.',
	},
	tooSlow: {
		happened: 'The Highway API did not answer in time',
		advice: 'Try again in a few minutes, and check the network between n8n and the Highway API.',
	},
	cut: {
		happened: 'The connection to the Highway API ended before an answer came',
		advice: 'Check the network between n8n and the Highway API.',
	},
} as const satisfies Record<string, Message>;

/** What keeps a request from being sent, now and the next time. */
export const unsentMessages = {
	certificate: {
		happened: 'n8n does not trust the certificate of the Highway API, so nothing was sent',
		advice:
			'Where a company or a gateway of your own signs it, give n8n its authority by NODE_EXTRA_CA_CERTS. Else check "Base URL" in the Highway API credential.',
	},
	certificateDate: {
		happened: 'The certificate of the Highway API is not valid on this day, so nothing was sent',
		advice:
			'Check the clock of the machine that n8n runs on. If it is right, the certificate has to be renewed by whoever runs the base URL.',
	},
	certificateName: {
		happened: 'The certificate at the base URL is for another host, so nothing was sent',
		advice:
			'Check "Base URL" in the Highway API credential: the certificate has to name the host in it.',
	},
	noEncryption: {
		happened: 'No encrypted connection to the Highway API could be made, so nothing was sent',
		advice:
			'Check "Base URL" in the Highway API credential: whether it is https that answers at its port, and not http.',
	},
	noRoute: {
		happened: 'There is no route from n8n to the Highway API, so nothing was sent',
		advice: CHECK_BASE_URL,
	},
	blocked: {
		happened: "n8n's protection against requests to internal addresses refused the base URL",
		advice:
			'Check "Base URL" in the Highway API credential. If it is right, ask the administrator of n8n to allow its host by N8N_SSRF_ALLOWED_HOSTNAMES. Nothing was sent.',
	},
	proxy: {
		happened: 'The proxy that n8n is set to use can not be reached, so nothing was sent',
		advice:
			'Check HTTPS_PROXY and HTTP_PROXY of n8n, and that the proxy runs, or name the host of the Highway API in NO_PROXY.',
	},
	keyCharacters: {
		happened: 'The API key holds a character that can not be sent, so nothing was sent',
		advice:
			'Open the Highway API credential, enter the key of your account again without line breaks and test it.',
	},
} as const satisfies Record<string, Message>;

/** What can be added to the advice. */
export const faultAdditions = {
	serviceSays: 'The service says: <message>',
	answered: 'It answered: <answer>',
} as const;
