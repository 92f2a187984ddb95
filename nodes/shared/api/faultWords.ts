import type { Words } from '../words';

/** What the service's own reasons mean, by the names that the vendor's page of its errors gives them. */
export const reasonWords = {
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
} as const satisfies Record<string, Words>;

/** What an answer means whose reason says nothing. */
export const answerWords = {
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
	unreadable: {
		happened: 'The Highway API sent an answer that could not be read',
		advice: 'Check "Base URL" in the Highway API credential, and try again in a few minutes.',
	},
} as const satisfies Record<string, Words>;

const CHECK_BASE_URL =
	'Check "Base URL" in the Highway API credential, and that n8n can reach it from where it runs.';

/** What it means that no answer came. */
export const silenceWords = {
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
	cut: {
		happened: 'The connection to the Highway API ended before an answer came',
		advice: 'Check the network between n8n and the Highway API.',
	},
} as const satisfies Record<string, Words>;

/** What can be added to the advice. */
export const faultAdditions = {
	serviceSays: 'The service says: <message>',
} as const;
