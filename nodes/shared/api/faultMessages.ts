import type { Message } from '../message';

/** What the service's own reasons mean, by their names on the vendor's page of errors. */
export const reasonMessages = {
	badRequest: {
		happened: 'The Highway API does not accept these values',
		advice: 'Correct the field that its message names, then run the node again.',
	},
	badKey: {
		happened: 'The Highway API did not accept the API key',
		advice:
			'Enter it again in the Highway API credential and test it. If it stays so, check in your account that the key is active.',
	},
	noCredit: {
		happened: 'The balance or the quota of the Highway API account is used up',
		advice: 'Add credit, or wait until the quota is renewed, then run the node again.',
	},
	notAllowed: {
		happened: 'The Highway API does not offer this to your account',
		advice:
			"Check in your account that the API key may use this model, and check 'Base URL' in the Highway API credential.",
	},
	tooMany: {
		happened: 'The Highway API received too many requests from this account',
		advice:
			"Run the item again later. If your account allows fewer submissions, lower 'Max Submissions per Minute' in the Highway API credential.",
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
		happened: "'Base URL' of the Highway API credential redirects to another URL (HTTP <status>)",
		advice: 'The API key is not sent there. Enter the final URL in the credential.',
	},
	status: {
		happened: 'The Highway API, or something in front of it, answered with HTTP <status>',
		advice:
			"Check 'Base URL' in the Highway API credential and the fields of this node, or try again in a few minutes.",
	},
	unreadable: {
		happened: "'Base URL' does not answer as the Highway API does",
		advice:
			'Enter https://api.highwayapi.ai in the Highway API credential, or the URL of your own gateway.',
	},
} as const satisfies Record<string, Message>;

/** Why no answer came, or nothing was sent. */
export const noResponseMessages = {
	unreached: {
		happened: "No server was reached at 'Base URL' of the Highway API credential",
		advice: 'Check the URL, and that n8n can reach it from its network.',
	},
	broken: {
		happened: 'The connection to the Highway API broke, or was too slow',
		advice: 'Check the network between n8n and the Highway API.',
	},
	otherProtocol: {
		happened: "The server at 'Base URL' speaks another protocol than the URL says",
		advice: 'Check http or https and the port in the Highway API credential, and any proxy of n8n.',
	},
	certificate: {
		happened: "n8n does not trust the certificate at 'Base URL', so nothing was sent",
		advice:
			'It has expired, is for another host, or your own gateway signed it: then set NODE_EXTRA_CA_CERTS of n8n to the certificate of its authority. Check the clock of n8n, too.',
	},
	blocked: {
		happened: "n8n's protection against requests to internal addresses (SSRF) blocked 'Base URL'",
		advice:
			'Nothing was sent. If the URL is right, ask the admin of n8n to add its host to N8N_SSRF_ALLOWED_HOSTNAMES.',
	},
	proxy: {
		happened: 'The proxy that n8n is set to use did not let the request pass, so nothing was sent',
		advice:
			'Check HTTPS_PROXY and HTTP_PROXY of n8n, with a user name and password if the proxy wants them, or add the host to NO_PROXY.',
	},
} as const satisfies Record<string, Message>;

/** What can be added to the advice. */
export const faultAdditions = {
	serviceSays: 'The service says: <message>',
	combination:
		'The service may make 1080p, and a video with a last frame, with a duration of 8 seconds only.',
} as const;
