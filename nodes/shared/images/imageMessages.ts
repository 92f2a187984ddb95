import type { Message } from '../message';

const USE_A_PICTURE =
	'Use a JPEG or PNG of up to 20 MB. The node checks the data itself, not the file name or the MIME type.';

/** What can be wrong with the image itself. */
export const imageMessages = {
	tooLarge: {
		happened: "'<field>' is larger than 20 MB",
		advice: 'It has <megabytes> MB (<bytes> bytes). Resize the image, or save it as a JPEG.',
	},
	noData: { happened: "'<field>' contains no data", advice: USE_A_PICTURE },
	notAPicture: { happened: "'<field>' is <what>, not a JPEG or PNG", advice: '<cure>' },
	noSuchSize: {
		happened: "'<field>' is not a usable image: its size is given as <width> × <height> pixels",
		advice:
			'The file is damaged, or far too large for a video. Open it in an image viewer to check.',
	},
	cutOff: {
		happened: "'<field>' is incomplete: the end of the image is missing",
		advice:
			'A download or upload was interrupted, or a text was cut: a cell of a table often takes only 50,000 characters of Base64. Get the image again, as a file.',
	},
} as const satisfies Record<string, Message>;

/** What to do with a file that is something else. */
export const fileCures = {
	editImage:
		'Convert it with an Edit Image node before this one: set Operation to Resize and, under Options, Format to jpeg or png.',
	saveElsewhere:
		'n8n may not be able to read this format. Save the image as a JPEG or PNG where it comes from.',
	iPhone:
		'n8n may not be able to read this format. Save the image as a JPEG where it comes from. On an iPhone, choose Settings > Camera > Formats > Most Compatible.',
	exportPicture: 'Export it as a JPEG or PNG from the program that it comes from.',
	notAPicture: 'A frame must be a still image: use a JPEG or PNG.',
	unpack:
		'Unpack it with a Compression node (operation Decompress) before this one, and use the file that it returns.',
	page: 'Its title or beginning: “<quote>”. The download returned this page instead of the image, for example a login or a warning. Check the URL and the credential of <source>.',
	answer:
		'It begins with “<quote>”. The download returned this instead of the image. Check the URL and the credential of <source>.',
	base64Text:
		'Convert the text to a file with a Convert to File node (operation Move Base64 String to File), or set the source of the frame to "Base64".',
	readAsText:
		'Reading an image as text destroys it. In the node that downloads it, set Response Format to File.',
	unknown: USE_A_PICTURE,
} as const satisfies Record<string, string>;

/** Where a file comes from, for `<source>` in {@link fileCures}. */
export const fileSources = {
	node: 'the node “<name>”',
	unknown: 'the node that returns the image',
} as const satisfies Record<string, string>;
