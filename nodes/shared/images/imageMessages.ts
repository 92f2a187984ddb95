import type { Message } from '../message';

/** What can be wrong with an image itself. */
export const imageMessages = {
	tooLarge: {
		happened: "'<field>' is larger than 20 MB",
		advice: 'Resize the image, or save it as a JPEG.',
	},
	cutOff: {
		happened: "'<field>' is incomplete: the end of the image is missing",
		advice:
			'A download was interrupted, or a text was cut: a cell of a table often takes only 50,000 characters of Base64. Get the image again, as a file.',
	},
	other: { happened: "'<field>' is <what>, not a JPEG or PNG", advice: '<cure>' },
} as const satisfies Record<string, Message>;

/** What to do about a file that is no JPEG or PNG. */
export const fileCures = {
	editImage:
		'Convert it with an Edit Image node before this one: set Operation to Resize and, under Options, Format to jpeg or png.',
	picture:
		'Use a JPEG or PNG of up to 20 MB, or save it as one where it comes from (on an iPhone: Settings > Camera > Formats > Most Compatible).',
	answer:
		'It says “<quote>”, instead of being the image. Check the URL and the credential of the node that downloads it.',
} as const satisfies Record<string, string>;

/** What can be wrong with the URL of a file that the service downloads. `<instead>` is what to do instead. */
export const linkMessages = {
	noUrl: {
		happened: "'<field>' must be one web URL (http or https)",
		advice: 'Enter the full URL of the file, e.g. https://example.com/frame.png.',
	},
	secret: {
		happened: "'<field>' contains <what>",
		advice: 'The Highway API would get this secret with the URL. <instead>',
	},
	private: {
		happened: "'<field>' is a URL that the Highway API can't reach",
		advice: '"<host>" exists only in a local network. <instead>',
	},
	page: {
		happened: "'<field>' leads to a page of <service>, not to the file itself",
		advice: 'The Highway API would get that page, or a login. <instead>',
	},
	expired: {
		happened: "'<field>' is a link that has expired",
		advice: 'It was valid until <at>: get a new one just before this node. <instead>',
	},
} as const satisfies Record<string, Message>;
