import type { Message } from '../message';

const USE_A_PICTURE =
	'Use a JPEG or PNG of up to 20 MB. The node checks the data itself, not the file name or the MIME type.';

/** What can be wrong with an image itself. */
export const imageMessages = {
	tooLarge: {
		happened: "'<field>' is larger than 20 MB",
		advice: 'Resize the image, or save it as a JPEG.',
	},
	noData: { happened: "'<field>' contains no data", advice: USE_A_PICTURE },
	cutOff: {
		happened: "'<field>' is incomplete: the end of the image is missing",
		advice:
			'A download or upload was interrupted, or a text was cut: a cell of a table often takes only 50,000 characters of Base64. Get the image again, as a file.',
	},
	other: { happened: "'<field>' is <what>, not a JPEG or PNG", advice: '<cure>' },
} as const satisfies Record<string, Message>;

/** What to do with a file that is something else. */
export const fileCures = {
	editImage:
		'Convert it with an Edit Image node before this one: set Operation to Resize and, under Options, Format to jpeg or png.',
	saveAgain:
		'Save it as a JPEG or PNG where it comes from. On an iPhone, choose Settings > Camera > Formats > Most Compatible.',
	unpack: 'Unpack it with a Compression node (operation Decompress) before this one.',
	answer:
		'It says “<quote>”. The download returned this instead of the image. Check the URL and the credential of the node that downloads it.',
	picture: USE_A_PICTURE,
} as const satisfies Record<string, string>;

/**
 * What can be wrong with the URL of a file that the service downloads. `<instead>` is another way to give
 * it, `<renew>` the way to a fresh one.
 */
export const linkMessages = {
	empty: { happened: "'<field>' is empty", advice: 'Enter the full URL of the file.' },
	noUrl: {
		happened: "'<field>' must be one web URL (http or https)",
		advice: 'Enter the full URL of the file, e.g. https://example.com/frame.png.',
	},
	holdsData: {
		happened: "'<field>' contains the file itself, not its URL",
		advice: 'If it is an image, set its source to "Base64" and enter it there.',
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
		happened: "'<field>' is the URL of a page of <service>, not of the file",
		advice: 'The Highway API would get that page. <instead>',
	},
	login: {
		happened: "'<field>' is a URL of <service> that needs a login",
		advice: 'The Highway API has no login there. <instead>',
	},
	expired: {
		happened: "'<field>' is a link that has expired",
		advice: 'It was valid until <at>. <renew>',
	},
} as const satisfies Record<string, Message>;
