import type { Message } from '../message';

/** What can be wrong with the value of any field. */
export const parameterMessages = {
	halfACharacter: {
		happened: "'<field>' contains half a character",
		advice:
			'Text that is cut by its length, e.g. with slice(), can end in the middle of an emoji. Cut it elsewhere.',
	},
	notText: {
		happened: "'<field>' must be text",
		advice: 'Its value is <value>. Use an expression that returns text.',
	},
	notWhole: {
		happened: "'<field>' must be a whole number, <limits>",
		advice: 'Its value is <value>. Enter a number within these limits.',
	},
	notANumber: {
		happened: "'<field>' must be a number, <limits>",
		advice: 'Its value is <value>. Enter a number within these limits.',
	},
	notYesOrNo: {
		happened: "'<field>' must be true or false",
		advice: 'Its value is <value>. Turn it on or off.',
	},
	notOffered: {
		happened: "'<field>' must be one of: <values>",
		advice: 'Its value is <value>. Use one of these values.',
	},
} as const satisfies Record<string, Message>;

/** What can be added to the advice. */
export const parameterAdditions = {
	removable: 'You can also remove the option.',
} as const;
