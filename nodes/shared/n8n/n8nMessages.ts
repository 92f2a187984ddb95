import type { Message } from '../message';

/** What can be wrong with the value of a field. */
export const parameterMessages = {
	wrongValue: {
		happened: "'<field>' must be <wanted>",
		advice: 'Its value is <value>. Enter one that fits, or an expression that returns one.',
	},
	empty: {
		happened: "'<field>' is empty",
		advice: 'Fill it in. If an expression does, check the names in it.',
	},
	notText: {
		happened: "'<field>' contains <value>",
		advice:
			'An expression found no value, or a whole object. Check the names in it, e.g. {{ $json.scene.text }}, or write an object as text with {{ JSON.stringify($json.scene) }}.',
	},
} as const satisfies Record<string, Message>;

/** What can be wrong with the credential. */
export const credentialMessages = {
	notAnAddress: {
		happened: "'Base URL' of the Highway API credential is not a web URL",
		advice: 'Open the credential and enter e.g. https://api.highwayapi.ai.',
	},
	unencrypted: {
		happened: "'Base URL' of the Highway API credential would send the API key unencrypted",
		advice:
			"Others on the network could read it. Open the credential and enter a URL that begins with https, or turn on 'Allow Unencrypted Base URL' if the server is in your own network.",
	},
	submissionsPerMinute: {
		happened:
			"'Max Submissions per Minute' of the Highway API credential is not a whole number from 1 to 10,000",
		advice: 'Open the credential and enter how many videos your account may start in a minute.',
	},
	apiKey: {
		happened:
			"'API Key' of the Highway API credential is empty, or contains a character that can't be sent",
		advice:
			'Nothing was sent. Copy the key from your Highway API account again; if an expression fills it in, check what that gives.',
	},
} as const satisfies Record<string, Message>;
