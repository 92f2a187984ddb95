import type { Message } from '../message';

/** What can be wrong with the value of any field. */
export const parameterMessages = {
	halfACharacter: {
		happened: "'<field>' holds half a character",
		advice:
			'Text that is cut by its length, e.g. with slice(), can end in the middle of an emoji. Cut it elsewhere.',
	},
	notText: {
		happened: "'<field>' must be text",
		advice: 'It is <value>. Use an expression that gives text.',
	},
	notWhole: {
		happened: "'<field>' must be a whole number, <limits>",
		advice: 'It is <value>. Enter such a number.',
	},
	notANumber: {
		happened: "'<field>' must be a number, <limits>",
		advice: 'It is <value>. Enter such a number.',
	},
	notYesOrNo: {
		happened: "'<field>' must be true or false",
		advice: 'It is <value>. Turn it on or off.',
	},
	notOffered: {
		happened: "'<field>' must be one of: <values>",
		advice: 'It is <value>. Choose one of these.',
	},
} as const satisfies Record<string, Message>;

/** What can be added to the advice. */
export const parameterAdditions = {
	removable: 'The option can also be removed.',
} as const;
