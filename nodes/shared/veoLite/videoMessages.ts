import type { Message } from '../message';

/** What can be wrong with a prompt, or with the fields of an image. */
export const videoMessages = {
	notEvaluated: {
		happened: "'<field>' contains an expression that n8n does not evaluate",
		advice: 'Switch the field from Fixed to Expression.',
	},
	otherSource: {
		happened: "'<field>' contains <what>",
		advice: 'Choose "<source>" as the source of the image, and enter it there.',
	},
	notBase64: {
		happened: "'<field>' is not Base64",
		advice:
			'Base64 consists only of letters from A to Z, digits, + and /, or of its URL-safe variant. Check that the text is complete.',
	},
	noSuchFile: {
		happened: "'<field>' does not name a file of the item",
		advice:
			"The item has <present>. Enter the name of a file that it has, or use that of an earlier node, e.g. {{ $('Download').item.binary.data }}.",
	},
	formLabels: {
		happened: "'<field>' does not name a file of the item",
		advice:
			'The item has <present>: a form names files after their labels, with _ for each letter that is not Latin, and of two equal names one file is lost. Give the form Latin labels.',
	},
	gone: {
		happened: "'<field>' names a file that is gone",
		advice: 'Nothing was sent. Run the node that returns the image again.',
	},
} as const satisfies Record<string, Message>;

/** What to do instead of giving the link that is refused, by the kind of file. */
export const insteadOfLink = {
	image: 'Download the image with a node before this one, and set its source to "File".',
	video:
		'Wait for the same task ID again to get a new video_url, which is free, or use a link to the file that is open to the internet.',
} as const satisfies Record<string, string>;

/** Warnings about what is sent all the same. */
export const videoHints = {
	same: 'Videos were ordered with the same image as first and last frame (<items>): they may hardly move. If that is not what you want: where two nodes both return “data”, a Merge node keeps one of the files only. Give them different names.',
	shape:
		'Videos were ordered with images of another shape (<items>): they may be cropped or stretched. Change Aspect Ratio, or crop the images with Edit Image.',
	turned:
		'Videos were ordered with images that only their EXIF data turns upright (<items>): the service may ignore it. Rotate them with Edit Image.',
	small:
		'Videos were ordered with images that are smaller than the video (<items>): they may look soft.',
	script:
		'Videos were ordered with prompts that are not in Latin letters (<items>): this model is documented for English only. Translate the prompts.',
} as const satisfies Record<string, string>;
