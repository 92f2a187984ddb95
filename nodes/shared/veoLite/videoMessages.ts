import type { Message } from '../message';

/** What can be wrong with a prompt. */
export const promptMessages = {
	empty: { happened: "'<field>' is empty", advice: 'Describe what happens in the video.' },
	wholeObject: {
		happened: "'<field>' contains [object Object]",
		advice:
			'An expression put a whole object into the text. Name the field that you want, e.g. {{ $json.scene.text }}, or use {{ JSON.stringify($json.scene) }}.',
	},
	noValue: {
		happened: "'<field>' is only the word <value>",
		advice:
			'An expression found no value and wrote this word instead. Check the name of the field that it reads, including capital letters, in the input of this item.',
	},
	notEvaluated: {
		happened: "'<field>' contains an expression that n8n does not evaluate",
		advice: 'Switch the field from Fixed to Expression.',
	},
	tooLong: {
		happened: "'<field>' is longer than <limit> characters",
		advice: 'It has <length> characters. Shorten it.',
	},
} as const satisfies Record<string, Message>;

/** What can be wrong with the fields of an image. */
export const imageFieldMessages = {
	noBase64: {
		happened: "'<field>' is empty",
		advice: 'Enter the Base64 data of a JPEG or PNG, or choose another source for the image.',
	},
	notBase64: {
		happened: "'<field>' is not Base64",
		advice:
			'Base64 consists only of the letters A to Z and a to z, digits, + and /, or of its URL-safe variant. Check that the text is complete.',
	},
	urlAsBase64: {
		happened: "'<field>' contains a URL, not Base64",
		advice: 'Set the source of the image to "URL" and enter it there.',
	},
	placeholder: {
		happened: "'<field>' contains n8n's placeholder for a stored file, not its data",
		advice:
			'Set the source of the image to "File" and enter the name of the input field that has the file.',
	},
	dataAsName: {
		happened: "'<field>' contains the image itself, not the name of an input field",
		advice: 'Set the source of the image to "Base64" and enter it there.',
	},
	urlAsName: {
		happened: "'<field>' contains a URL, not the name of an input field",
		advice: 'Set the source of the image to "URL" and enter it there.',
	},
	noFiles: {
		happened: "'<field>' does not name a file of the item",
		advice:
			"The item has no files. Add a node before this one that reads or downloads the image, or use the file of an earlier node, e.g. {{ $('Download').item.binary.data }}.",
	},
	noSuchFile: {
		happened: "'<field>' does not name a file of the item",
		advice:
			"The item has no file “<name>”, but <present>. Enter one of these names, or use the file of an earlier node, e.g. {{ $('Download').item.binary.data }}.",
	},
	formLabels: {
		happened: "'<field>' does not name a file of the item",
		advice:
			'The item has no file “<name>”, but <present>: n8n names files of a form after their labels, with _ for each letter that is not Latin. Labels of the same length get the same name, and one file is lost: give the form Latin labels.',
	},
	gone: {
		happened: "'<field>' names a file that n8n can no longer read",
		advice:
			'Its data may have been deleted with an old execution. Run the node that returns the image again.',
	},
	changed: {
		happened: "'<field>' names a file that has changed since it was checked",
		advice: 'Nothing was sent. Let no other node write this file while the workflow runs.',
	},
} as const satisfies Record<string, Message>;

/** Another way to give a file than by the link that is refused, and how to get a fresh link. */
export const linkAdvice = {
	image: {
		instead: 'Or download the image with a node, and set its source to "File".',
		renew:
			'Get a new link just before this node, or download the image with a node and set its source to "File".',
	},
	video: {
		instead: 'Put the video where a link leads to the file itself, open to the internet.',
		renew:
			'To get a new link, wait for the same task ID again with Wait for Task, which is free, and run this node right after it.',
	},
} as const satisfies Record<string, Record<string, string>>;

/** Hints about what is sent as it is: `<items>` names the items. */
export const videoHints = {
	same: 'Videos were ordered with the same image as first and last frame (<items>): they may hardly move. If that is not what you want: where two nodes both return “data”, a Merge node keeps one of the files only. Give them different names.',
	shape:
		'Videos were ordered with images of another shape (<items>): they may be cropped or stretched. Change Aspect Ratio, or crop the images with Edit Image.',
	turned:
		'Videos were ordered with images that only their EXIF data turns upright (<items>): the service may ignore it. Rotate them with Edit Image.',
	small: 'Videos were ordered with images that are smaller (<items>): they may look soft.',
	script:
		'Videos were ordered with prompts that are not in Latin letters (<items>): this model is documented for English only. Translate the prompts.',
} as const satisfies Record<string, string>;
