import type { Message } from '../message';

/** What can be wrong with the credential. */
export const connectionMessages = {
	notAnAddress: {
		happened: "'Base URL' of the Highway API credential is not a web address",
		advice: 'Open the credential and enter e.g. https://api.highwayapi.ai.',
	},
	unencrypted: {
		happened: "'Base URL' of the Highway API credential would send the API key unencrypted",
		advice:
			"Anybody between n8n and that address could read it. Open the credential and enter an address that begins with https, or turn on 'Allow Unencrypted Base URL' if the way there is a network of your own.",
	},
	unsendableKey: {
		happened: "'API Key' of the Highway API credential holds a character that can not be sent",
		advice:
			'Open the credential, copy the key from your Highway API account again, without line breaks or invisible characters, and test it. Nothing was sent.',
	},
} as const satisfies Record<string, Message>;

/** What the test of the credential says of a key that was refused. */
export const keyMessages = {
	unknown: {
		happened: 'The Highway API does not know this key.',
		advice: 'Copy the API key from your Highway API account again, without spaces, and save.',
	},
	refused: {
		happened: 'The Highway API refused this key.',
		advice:
			'Fill in "API Key", and check in your Highway API account that the key is active and the balance is not used up.',
	},
} as const satisfies Record<string, Message>;
