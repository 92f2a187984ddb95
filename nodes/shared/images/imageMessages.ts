import type { Message } from '../message';

const USE_A_PICTURE =
	'Use a JPEG or PNG of at most 20 MB. What counts is the data itself, not the name of the file or its MIME type.';

/** What can be wrong with the image itself. */
export const imageMessages = {
	tooLarge: {
		happened: "'<field>' is larger than 20 MB",
		advice:
			'It has <megabytes> MB (<bytes> bytes). Make the picture smaller, or save it as a JPEG.',
	},
	noData: { happened: "'<field>' holds no data", advice: USE_A_PICTURE },
	notAPicture: { happened: "'<field>' is <what>, neither a JPEG nor a PNG", advice: '<cure>' },
	noSuchSize: {
		happened: "'<field>' is not a usable picture: its size is given as <width> × <height> pixels",
		advice: 'The file is damaged, or far too large for a video. Look at it in a viewer.',
	},
	cutOff: {
		happened: "'<field>' is cut off: the end of the picture is missing",
		advice:
			'A download or upload was interrupted, or a text was cut: cells of tables often hold only 50,000 characters of Base64. Get the picture again, as a file.',
	},
} as const satisfies Record<string, Message>;

/** How to get on with a file that is something else. */
export const fileCures = {
	editImage:
		'Convert it with an Edit Image node before this one: operation Resize, and under Options the Format png or jpeg.',
	saveElsewhere:
		'No node of n8n is sure to read this format. Save the picture as a JPEG or PNG where it comes from.',
	iPhone:
		'No node of n8n is sure to read this format. Save the picture as a JPEG where it comes from. An iPhone does so with Settings > Camera > Formats > Most Compatible.',
	exportPicture: 'Export it as a JPEG or PNG from the program that it comes from.',
	notAPicture: 'A frame is a still picture: use a JPEG or PNG.',
	unpack:
		'Unpack it with a Compression node (operation Decompress) before this one, and use the file that comes out.',
	page: 'Its title or beginning: “<quote>”. A download got this page in place of the picture, such as a login or a warning. Check the address and the credentials of <source>.',
	answer:
		'It begins: “<quote>”. Something else came in place of the picture. Check the address and the credentials of <source>.',
	base64Text:
		'Turn the text into a file with a Convert to File node (operation Move Base64 String to File), or choose "Base64" as the source of the frame.',
	readAsText:
		'Reading a picture as text destroys it. In the node that gets it, set Response Format to File.',
	unknown: USE_A_PICTURE,
} as const satisfies Record<string, string>;

/** Where a file comes from, in {@link fileCures}. */
export const fileSources = {
	node: 'the node “<name>”',
	unknown: 'the node that gets the picture',
} as const satisfies Record<string, string>;
