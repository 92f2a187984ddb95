import type { Message } from '../message';

/** What can be wrong with the value of any field. */
export const parameterMessages = {
	wrongValue: {
		happened: "'<field>' must be <wanted>",
		advice: 'Its value is <value>. Enter one that fits, or an expression that returns one.',
	},
	anObject: {
		happened: "'<field>' must be text, not an object or a list",
		advice:
			'Name the field that has the text, e.g. {{ $json.scene.text }}, or write the object as text with {{ JSON.stringify($json.scene) }}.',
	},
} as const satisfies Record<string, Message>;
