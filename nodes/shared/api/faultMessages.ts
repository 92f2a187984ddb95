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
	NOT_ENOUGH_BALANCE: {
		happened: 'The balance of the Highway API account is used up',
		advice:
			"Add credit to the account, then run the node again. If it has credit, this may be its limit by the minute in disguise: lower 'Max Submissions per Minute' in the Highway API credential.",
	},
	ACCESS_DENY: {
		happened: 'The Highway API account has no permission for this',
		advice:
			'Check in your account that the API key may use this model, or ask the support of the Highway API to allow it.',
	},
	MODEL_NOT_FOUND: {
		happened: 'The Highway API does not offer this model at the base URL',
		advice: "Check 'Base URL' in the Highway API credential, and update this node package.",
	},
	RATE_LIMIT_EXCEEDED: {
		happened: 'The Highway API received too many requests from this account',
		advice:
			"Wait a moment, or lower 'Max Submissions per Minute' in the Highway API credential to what your account allows.",
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
			"The API key is not sent to other URLs. Enter the final URL as 'Base URL' in the Highway API credential.",
	},
	unexpected: {
		happened: 'The Highway API, or a gateway in front of it, answered with HTTP <status>',
		advice:
			"Try again in a few minutes. If it stays so, check 'Base URL' in the Highway API credential, and the network between n8n and the Highway API.",
	},
	unreadable: {
		happened: 'The Highway API sent an answer that could not be read',
		advice: "Check 'Base URL' in the Highway API credential, and try again in a few minutes.",
	},
} as const satisfies Record<string, Message>;

const CHECK_BASE_URL =
	"Check 'Base URL' in the Highway API credential, and that n8n can reach it from its network.";

/** Why no answer came. */
export const noResponseMessages = {
	notReached: {
		happened: 'No server answers at the base URL of the Highway API',
		advice: CHECK_BASE_URL,
	},
	hostNotFound: {
		happened: 'The host of the Highway API was not found',
		advice: CHECK_BASE_URL,
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
		happened:
			'n8n could not make a secure connection to the Highway API (<code>), so nothing was sent',
		advice:
			"Check 'Base URL' in the Highway API credential, whose server may speak http. If your company or your own gateway signs its certificate, set NODE_EXTRA_CA_CERTS of n8n. Otherwise check that the certificate names the host and is valid today.",
	},
	blocked: {
		happened: "n8n's protection against requests to internal addresses (SSRF) blocked the base URL",
		advice:
			"Nothing was sent. Check 'Base URL' in the Highway API credential. If it is right, ask the admin of n8n to add its host to N8N_SSRF_ALLOWED_HOSTNAMES.",
	},
	domain: {
		happened:
			"'Allowed Domains' of the Highway API credential do not include the host of 'Base URL'",
		advice: 'Nothing was sent. Open the credential and add the host, or allow all domains.',
	},
	proxy: {
		happened:
			"The proxy that n8n is set to use can't be reached or wants a login, so nothing was sent",
		advice:
			'Check HTTPS_PROXY and HTTP_PROXY of n8n, with the user name and password, or add the host of the Highway API to NO_PROXY.',
	},
} as const satisfies Record<string, Message>;

/** What can be added to the advice. */
export const faultAdditions = {
	serviceSays: 'The service says: <message>',
	answered: 'It answered: <answer>',
	combination:
		'The service may make 1080p, and a video with a last frame, with a duration of 8 seconds only.',
} as const;
