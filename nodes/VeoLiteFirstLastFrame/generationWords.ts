import type { Words } from '../shared/words';

const ENTER_A_WEB_ADDRESS =
	'Enter the full address of a JPEG or PNG, e.g. https://example.com/frame.png, or choose another source for the frame.';

/** What can be wrong with a prompt. */
export const promptWords = {
	empty: {
		happened: "'<field>' is empty",
		advice: 'Say what happens between the two frames.',
	},
} as const satisfies Record<string, Words>;

/** What can be wrong with a frame that is given by its address. */
export const frameUrlWords = {
	empty: { happened: "'<field>' is empty", advice: ENTER_A_WEB_ADDRESS },
	hasASpace: {
		happened: "'<field>' has a space in it",
		advice: 'Write %20 in place of each space.',
	},
	notAnAddress: {
		happened: "'<field>' must be a web address (http or https)",
		advice: ENTER_A_WEB_ADDRESS,
	},
	hasAPassword: {
		happened: "'<field>' has a user name or password in it",
		advice:
			'These would be handed to the Highway API. Fetch the picture with an HTTP Request node and choose "Binary Data" as the source.',
	},
} as const satisfies Record<string, Words>;

/** What can be wrong with a frame that is given as text. */
export const frameBase64Words = {
	empty: {
		happened: "'<field>' is empty",
		advice: 'Enter the Base64 data of a JPEG or PNG, or choose another source for the frame.',
	},
	notBase64: {
		happened: "'<field>' is not Base64",
		advice:
			'Base64 is made of the letters A to Z, a to z, digits, + and /. Check that the text is complete.',
	},
} as const satisfies Record<string, Words>;

/** What can be wrong with a frame that is a file of the item. */
export const frameFileWords = {
	noFiles: {
		happened: "'<field>' names no file of the item",
		advice:
			'The item has no files. Put a node before this one that reads or downloads the picture.',
	},
	noSuchFile: {
		happened: "'<field>' names no file of the item",
		advice: 'The item has no file "<name>". Enter one that it has: <present>.',
	},
	gone: {
		happened: "'<field>' names a file that n8n can no longer read",
		advice:
			'Its data may have been deleted with an old execution. Run the node that gives the picture again.',
	},
} as const satisfies Record<string, Words>;

const USE_A_PICTURE =
	'Use a JPEG or PNG of at most 20 MB. What counts is the data itself, not the name of the file or its MIME type.';

/** What can be wrong with the picture itself. */
export const pictureWords = {
	tooLarge: {
		happened: "'<field>' is larger than 20 MB",
		advice:
			'It has <megabytes> MB (<bytes> bytes). Make the picture smaller, or save it as a JPEG.',
	},
	noData: { happened: "'<field>' holds no data", advice: USE_A_PICTURE },
	noPicture: { happened: "'<field>' is neither a JPEG nor a PNG", advice: USE_A_PICTURE },
} as const satisfies Record<string, Words>;
