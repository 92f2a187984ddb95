import type { Message } from '../message';

/** What can be wrong with the credential. */
export const connectionMessages = {
	notAnAddress: {
		happened: "'Base URL' of the Highway API credential is not a web URL",
		advice: 'Open the credential and enter e.g. https://api.highwayapi.ai.',
	},
	unencrypted: {
		happened: "'Base URL' of the Highway API credential would send the API key unencrypted",
		advice:
			"Others on the network could read it. Open the credential and enter a URL that begins with https, or turn on 'Allow Unencrypted Base URL' if the server is in your own network.",
	},
	noKey: {
		happened: "'API Key' of the Highway API credential is empty",
		advice:
			'Nothing was sent. Open the credential and paste the key of your Highway API account. If an expression fills it in, check what that gives.',
	},
	submissionsPerMinute: {
		happened:
			"'Max Submissions per Minute' of the Highway API credential is not a whole number from 1 to 10,000",
		advice: 'Open the credential and enter how many videos your account may start in a minute.',
	},
	unsendableKey: {
		happened: "'API Key' of the Highway API credential contains a character that can't be sent",
		advice:
			'Nothing was sent. Open the credential, copy the key from your Highway API account again, without line breaks or invisible characters, and test it.',
	},
} as const satisfies Record<string, Message>;

/** What the test of the credential says. */
export const credentialTestMessages = {
	refusedKey: {
		happened: 'The Highway API did not accept this key (HTTP <status>)',
		advice:
			'Copy the API key from your Highway API account again, and check there that it is active and the account has credit.',
	},
	otherSite: {
		happened: "What answers at 'Base URL' is not the Highway API",
		advice:
			'It sent a page or something else that is not JSON. Enter https://api.highwayapi.ai, or the URL of your own gateway without a path of the API.',
	},
	unreached: {
		happened: "Nothing answers at 'Base URL' (<reason>)",
		advice: 'Check the URL for typing slips, and that a firewall or proxy lets this n8n reach it.',
	},
} as const satisfies Record<string, Message>;
