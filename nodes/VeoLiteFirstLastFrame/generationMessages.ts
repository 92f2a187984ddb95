import type { Message } from '../shared/message';

const ENTER_A_WEB_ADDRESS =
	'Enter the full address of a JPEG or PNG, e.g. https://example.com/frame.png, or choose another source for the frame.';

const OR_DOWNLOAD_IT =
	'Otherwise have a node download it, and choose "Binary Data" as the source of the frame.';

const DOWNLOAD_IT =
	'Have a node download the picture, and choose "Binary Data" as the source of the frame.';

/** What can be wrong with a prompt. */
export const promptMessages = {
	empty: {
		happened: "'<field>' is empty",
		advice: 'Say what happens between the two frames.',
	},
	wholeObject: {
		happened: "'<field>' has [object Object] in it",
		advice:
			'An expression put a whole object into the text. Name the field of it that you want, e.g. {{ $json.scene.text }} in place of {{ $json.scene }}.',
	},
	noValue: {
		happened: "'<field>' is nothing but the word <value>",
		advice:
			'An expression found no value and wrote that word. Check the name of the field that it reads, with its capital letters, in the input of this item.',
	},
	notEvaluated: {
		happened: "'<field>' has an expression in it that n8n does not evaluate",
		advice: 'Switch the field from Fixed to Expression. Its text would be sent as it is.',
	},
} as const satisfies Record<string, Message>;

/** What can be wrong with a frame that is given by its address. */
export const frameUrlMessages = {
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
	holdsData: {
		happened: "'<field>' holds the picture itself, not its address",
		advice: 'Choose "Base64" as the source of the frame.',
	},
	private: {
		happened: "'<field>' leads to an address that the Highway API can't reach",
		advice: `"<host>" is known on a local network alone, and the Highway API fetches pictures from the internet. ${DOWNLOAD_IT}`,
	},
	sharePage: {
		happened: "'<field>' is the address of a page of <service>, not of the picture",
		advice: `The Highway API would get the page. ${DOWNLOAD_IT}`,
	},
	sharePageOfFile: {
		happened: "'<field>' is the address of a page of <service>, not of the picture",
		advice: `The Highway API would get the page. If the picture is open to everybody, use <direct>. ${OR_DOWNLOAD_IT}`,
	},
} as const satisfies Record<string, Message>;

/** What can be wrong with a frame that is given as text. */
export const frameBase64Messages = {
	empty: {
		happened: "'<field>' is empty",
		advice: 'Enter the Base64 data of a JPEG or PNG, or choose another source for the frame.',
	},
	notBase64: {
		happened: "'<field>' is not Base64",
		advice:
			'Base64 is made of the letters A to Z, a to z, digits, + and /, or of the URL-safe alphabet. Check that the text is complete.',
	},
	isAddress: {
		happened: "'<field>' holds an address, not Base64",
		advice: 'Choose "URL" as the source of the frame.',
	},
} as const satisfies Record<string, Message>;

/** What can be wrong with a frame that is a file of the item. */
export const frameFileMessages = {
	noFiles: {
		happened: "'<field>' names no file of the item",
		advice:
			"The item has no files. Put a node before this one that reads or downloads the picture, or take the file of an earlier node, e.g. {{ $('Download').item.binary.data }}.",
	},
	noSuchFile: {
		happened: "'<field>' names no file of the item",
		advice:
			'The item has no file "<name>". Enter one that it has: <present>. Or take the file of an earlier node, e.g. {{ $(\'Download\').item.binary.data }}.',
	},
	gone: {
		happened: "'<field>' names a file that n8n can no longer read",
		advice:
			'Its data may have been deleted with an old execution. Run the node that gives the picture again.',
	},
} as const satisfies Record<string, Message>;

/** What can be told of frames that are sent as they are. `<items>` names them, with their sizes. */
export const frameHints = {
	head: 'Have a look at the frames before you use these videos.',
	same: 'First and last frame are the same picture: <items>. The video will hardly move. Files of two nodes that are both named "data" become one in a Merge node: name them apart.',
	differ:
		'First and last frame differ in shape, so at least one will be cropped or stretched: <items>. Crop them alike with Edit Image.',
	shape:
		'The frame has another shape than the video, so it will be cropped or stretched: <items>. Change Aspect Ratio, or crop it with Edit Image.',
	small: 'The frame is smaller than the video, which will look soft: <items>.',
	turned:
		'The picture is stored turned, and how it is to be shown stands in its EXIF data, which the service may ignore: <items>. An Edit Image node (e.g. Resize) turns it upright.',
	cmyk: 'The colours are those of print (CMYK) and may come out wrong: <items>. Save the picture as RGB.',
	animated: 'The PNG is animated, and only its first picture counts: <items>.',
	cut: 'The end of the JPEG is missing, so its lower part may be gray: <items>.',
	more: '<items>; and <more> more',
} as const satisfies Record<string, string>;
