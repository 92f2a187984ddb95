import type { Message } from '../shared/message';

const ENTER_A_WEB_ADDRESS =
	'Enter the full URL of a JPEG or PNG, e.g. https://example.com/frame.png, or choose another source for the frame.';

const OR_DOWNLOAD_IT =
	'Otherwise download it with a node, and set the source of the frame to "Binary Data".';

const DOWNLOAD_IT =
	'Download the image with a node, and set the source of the frame to "Binary Data".';

/** What can be wrong with a prompt. */
export const promptMessages = {
	empty: {
		happened: "'<field>' is empty",
		advice: 'Describe what happens between the two frames.',
	},
	wholeObject: {
		happened: "'<field>' contains [object Object]",
		advice:
			'An expression put a whole object into the text. Name the field that you want, e.g. {{ $json.scene.text }} instead of {{ $json.scene }}.',
	},
	noValue: {
		happened: "'<field>' is only the word <value>",
		advice:
			'An expression found no value and wrote this word instead. Check the name of the field that it reads, including capital letters, in the input of this item.',
	},
	notEvaluated: {
		happened: "'<field>' contains an expression that n8n does not evaluate",
		advice: 'Switch the field from Fixed to Expression. Otherwise its text is sent as it is.',
	},
} as const satisfies Record<string, Message>;

/** What can be wrong with a frame that is given by its URL. */
export const frameUrlMessages = {
	empty: { happened: "'<field>' is empty", advice: ENTER_A_WEB_ADDRESS },
	hasASpace: {
		happened: "'<field>' contains a space",
		advice: 'Write %20 instead of each space.',
	},
	notAnAddress: {
		happened: "'<field>' must be a web URL (http or https)",
		advice: ENTER_A_WEB_ADDRESS,
	},
	hasAPassword: {
		happened: "'<field>' contains a user name or password",
		advice:
			'They would be sent to the Highway API. Download the image with an HTTP Request node, and set the source of the frame to "Binary Data".',
	},
	holdsData: {
		happened: "'<field>' contains the image itself, not its URL",
		advice: 'Set the source of the frame to "Base64".',
	},
	private: {
		happened: "'<field>' is a URL that the Highway API can't reach",
		advice: `"<host>" exists only in a local network, and the Highway API downloads images from the internet. ${DOWNLOAD_IT}`,
	},
	sharePage: {
		happened: "'<field>' is the URL of a page of <service>, not of the image",
		advice: `The Highway API would get that page. ${DOWNLOAD_IT}`,
	},
	sharePageOfFile: {
		happened: "'<field>' is the URL of a page of <service>, not of the image",
		advice: `The Highway API would get that page. If the image is public, use <direct>. ${OR_DOWNLOAD_IT}`,
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
			'Base64 consists only of the letters A to Z and a to z, digits, + and /, or of its URL-safe variant. Check that the text is complete.',
	},
	isAddress: {
		happened: "'<field>' contains a URL, not Base64",
		advice: 'Set the source of the frame to "URL".',
	},
} as const satisfies Record<string, Message>;

/** What can be wrong with a frame that is a file of the item. */
export const frameFileMessages = {
	noFiles: {
		happened: "'<field>' does not name a file of the item",
		advice:
			"The item has no files. Add a node before this one that reads or downloads the image, or use the file of an earlier node, e.g. {{ $('Download').item.binary.data }}.",
	},
	noSuchFile: {
		happened: "'<field>' does not name a file of the item",
		advice:
			'The item has no file "<name>". Enter one that it has: <present>. Or use the file of an earlier node, e.g. {{ $(\'Download\').item.binary.data }}.',
	},
	gone: {
		happened: "'<field>' names a file that n8n can no longer read",
		advice:
			'Its data may have been deleted with an old execution. Run the node that returns the image again.',
	},
} as const satisfies Record<string, Message>;

/** Hints about frames that are sent as they are. `<items>` names them, with their sizes. */
export const frameHints = {
	head: 'Check the frames before you use these videos.',
	same: 'First and last frame are the same image: <items>. The video may hardly move. If two nodes both return "data", a Merge node keeps only one of the files: give them different names.',
	differ:
		'First and last frame differ in shape, so at least one may be cropped or stretched: <items>. Crop them to the same shape with Edit Image.',
	shape:
		'The frame has another shape than the video, so it may be cropped or stretched: <items>. Change Aspect Ratio, or crop it with Edit Image.',
	small: 'The frame is smaller than the video, which may look soft: <items>.',
	turned:
		'The image is stored rotated, and only its EXIF data says so, which the service may ignore: <items>. An Edit Image node (e.g. Resize) rotates it.',
	cmyk: 'The colors are those of print (CMYK) and may come out wrong: <items>. Save the image as RGB.',
	animated: 'The PNG is animated, and only its first image is used: <items>.',
	cut: 'The end of the JPEG is missing, so its lower part may be gray: <items>.',
	more: '<items>; and <more> more',
} as const satisfies Record<string, string>;
