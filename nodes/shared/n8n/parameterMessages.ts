import type { Message } from '../message';

/** What can be wrong with the value of any field. */
export const parameterMessages = {
	wrongValue: {
		happened: "'<field>' must be <wanted>",
		advice: 'Its value is <value>. Enter one that fits, or an expression that returns one.',
	},
	empty: {
		happened: "'<field>' is empty",
		advice: 'Fill it in. If an expression does, check the names in it.',
	},
	spoilt: {
		happened: "'<field>' contains <value>",
		advice:
			'An expression found no value, or a whole object. Check the names in it, e.g. {{ $json.scene.text }}, or write an object as text with {{ JSON.stringify($json.scene) }}.',
	},
} as const satisfies Record<string, Message>;
