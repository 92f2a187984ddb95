import type { Message } from '../message';

/** What the service's own reasons mean, by the vendor's page of errors. */
export const reasonMessages = {
	values: {
		happened: 'The Highway API does not accept these values',
		advice: 'Correct the field that its message names, then run the node again.',
	},
	key: {
		happened: 'The Highway API did not accept the API key',
		advice:
			'Enter it again in the Highway API credential and test it. If that does not help, check in your account that the key is active.',
	},
	balance: {
		happened: 'The balance or the quota of the Highway API account is used up',
		advice:
			"Add credit, or wait until the quota is renewed. If there is credit, this may be the limit by the minute: lower 'Max Submissions per Minute' in the Highway API credential.",
	},
	access: {
		happened: 'The Highway API does not offer this to your account',
		advice:
			"Check in your account that the API key may use this model. If it may, check 'Base URL' in the Highway API credential, or update this node package.",
	},
	tooMany: {
		happened: 'The Highway API received too many requests from this account',
		advice: "Wait a moment, or lower 'Max Submissions per Minute' in the Highway API credential.",
	},
	unavailable: {
		happened: 'The Highway API is not available right now',
		advice: 'Try again in a few minutes.',
	},
	notStarted: {
		happened: 'The Highway API did not start this task',
		advice: 'Nothing was made. Run the node again for this item in a few minutes.',
	},
} as const satisfies Record<string, Message>;

/** What an answer without a known reason means. */
export const answerMessages = {
	redirected: {
		happened: 'The base URL of the Highway API redirects to another URL (HTTP <status>)',
		advice:
			"The API key is not sent to other URLs. Enter the final URL as 'Base URL' in the Highway API credential.",
	},
	unexpected: {
		happened: 'The Highway API or a gateway answered with HTTP <status>',
		advice:
			"Try again in a few minutes. If that does not help, check 'Base URL' in the Highway API credential, and the network of n8n with its proxy.",
	},
	unreadable: {
		happened: "'Base URL' does not answer as the Highway API does",
		advice:
			'Enter https://api.highwayapi.ai in the Highway API credential, or the URL of your own gateway.',
	},
} as const satisfies Record<string, Message>;

/** Why no answer came. */
export const noResponseMessages = {
	notReached: {
		happened: "No server was reached at 'Base URL' of the Highway API credential",
		advice:
			'Check the URL, that n8n can reach it from its network, and the proxy that n8n is set to use, if any.',
	},
	broken: {
		happened: 'The connection to the Highway API broke, or was too slow',
		advice: 'Check the network between n8n and the Highway API.',
	},
	certificate: {
		happened:
			'n8n could not make a secure connection to the Highway API (<code>), so nothing was sent',
		advice:
			'Check the URL, whose server may speak http, and whether its certificate names the host and is valid today. If your own gateway signs it, set NODE_EXTRA_CA_CERTS of n8n.',
	},
	blocked: {
		happened: "n8n refused to send anything to 'Base URL' of the Highway API credential",
		advice:
			"If the URL is right, add its host to 'Allowed Domains' in the credential, or ask the admin of n8n to add it to N8N_SSRF_ALLOWED_HOSTNAMES.",
	},
} as const satisfies Record<string, Message>;

/** Sentences that are added to the advice. */
export const faultAdditions = {
	serviceSays: 'The service says: <message>',
	combination:
		'The service may make 1080p, and a video with a last frame, with a duration of 8 seconds only.',
} as const;
