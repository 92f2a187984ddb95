import type { INodeProperties } from 'n8n-workflow';

/** What a frame should be. Files and Base64 are checked for it before anything is submitted. */
const WHAT_FITS =
	'Use a JPEG or PNG of up to 20 MB in the shape of the video: 1280 × 720 pixels or larger, for portrait 720 × 1280.';

const SANDBOX_PAGE =
	'https://github.com/n8n-nodes-highwayapi/n8n-nodes-highwayapi/blob/main/docs/sandbox.md';

/**
 * The fields that one frame takes, with its three sources. None is marked as required: where the
 * source is an expression, n8n shows all three and would insist on each.
 */
function frameFields(frame: 'first' | 'last'): INodeProperties[] {
	const [label, verb] = frame === 'first' ? ['First Frame', 'starts'] : ['Last Frame', 'ends'];
	const showOnlyFor = (source: string) => ({ show: { [`${frame}FrameSource`]: [source] } });
	return [
		{
			displayName: `${label} Source`,
			name: `${frame}FrameSource`,
			type: 'options',
			options: [
				{
					name: 'URL',
					value: 'url',
					description: 'A link to an image, which the Highway API downloads from the internet',
				},
				{
					name: 'Binary Data',
					value: 'binary',
					description: 'An image file that an earlier node returned',
				},
				{
					name: 'Base64',
					value: 'base64',
					description: 'An image as text, with or without a data URI prefix',
				},
			],
			default: 'url',
			description: 'Where the image comes from',
		},
		{
			displayName: `${label} URL`,
			name: `${frame}FrameUrl`,
			type: 'string',
			default: '',
			placeholder: `e.g. https://example.com/${frame}-frame.png`,
			description: `Link to the image that the video ${verb} with. ${WHAT_FITS} The link must lead to the image itself and be open to the internet. A share link of Google Drive, Dropbox or OneDrive leads to a web page: download the file with a node and choose Binary Data.`,
			displayOptions: showOnlyFor('url'),
		},
		{
			displayName: `${label} Binary Field`,
			name: `${frame}FrameBinaryProperty`,
			type: 'string',
			default: `${frame}Frame`,
			placeholder: `e.g. ${frame}Frame`,
			hint: "The name of the input field with the file, or an expression for the file of an earlier node: {{ $('Download').item.binary.data }}",
			description: `The image file that an earlier node returned. ${WHAT_FITS} The Edit Image node converts, crops and rotates other images.`,
			displayOptions: showOnlyFor('binary'),
		},
		{
			displayName: `${label} Base64`,
			name: `${frame}FrameBase64`,
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. iVBORw0KGgoAAAANSUhEUgAA…',
			description: `The image as Base64. ${WHAT_FITS} Line breaks and a data URI prefix are allowed.`,
			displayOptions: showOnlyFor('base64'),
		},
	];
}

/** What can be added under Options. Each is sent only when it was added. */
const options = [
	{
		displayName: 'Enhance Prompt',
		name: 'enhancePrompt',
		type: 'boolean',
		default: true,
		description:
			'Whether the service may rewrite your prompt to improve it. It does so unless you add this option and turn it off.',
	},
	{
		displayName: 'Image Encoding',
		name: 'imageEncoding',
		type: 'options',
		options: [
			{
				name: 'Base64',
				value: 'base64',
				description: 'The data alone, as the API documents it',
			},
			{
				name: 'Data URI',
				value: 'dataUri',
				description: 'The data after a prefix such as data:image/png;base64',
			},
		],
		default: 'base64',
		description:
			'How to send images from binary data or Base64. Try Data URI if the service does not accept your images. URLs are sent as they are.',
	},
	{
		displayName: 'Keep Trying (Minutes)',
		name: 'keepTryingMinutes',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1440 },
		default: 15,
		description:
			'How long to keep trying while the service accepts no item, because a limit of the account is reached or the service is not available. If the account limits running tasks, items wait this long for a free place. The value of the first item applies to all.',
	},
	{
		displayName: 'Max Concurrent Requests',
		name: 'maxConcurrentRequests',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
		default: 5,
		description:
			'How many items are submitted at the same time. Lower it to save memory if the frames are large files.',
	},
	{
		displayName: 'Max Submissions per Minute',
		name: 'maxSubmissionsPerMinute',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 1000, numberPrecision: 0 },
		default: 50,
		description:
			'How many submissions n8n sends to the account per minute, counting all executions that wait for their turn. Without this option, the node learns the limit from the service. If several n8n instances or workers share the account, set each to its share of the limit. The value of the first item applies to all.',
	},
	{
		displayName: 'Max Videos per Execution',
		name: 'maxVideosPerExecution',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 100,
		description:
			'Spending limit, 100 without this option: how many videos one execution may start (items × Number of Videos), over all runs of this node and all retries. A batch that would exceed it is refused as a whole, before anything is paid. Must be the same for all items.',
	},
	{
		displayName: 'Negative Prompt',
		name: 'negativePrompt',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. text, watermark, blur',
		description: 'What to keep out of the video',
	},
	{
		displayName: 'Number of Videos',
		name: 'sampleCount',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 4, numberPrecision: 0 },
		default: 1,
		description:
			'How many different videos to make from the same frames and prompt. You pay for each one.',
	},
	{
		displayName: 'Pay Once Key',
		name: 'payOnceKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.row_id }}',
		description:
			'Identifies the item across executions, e.g. the ID of its row. An item whose key this node submitted before, in this or an earlier execution, is not paid for again: it returns the earlier task ID if that is still known. n8n remembers about 10,000 submissions per node. To submit an item again on purpose, change its key, e.g. from 42 to 42-2.',
	},
	{
		displayName: 'Person Generation',
		name: 'personGeneration',
		type: 'options',
		options: [
			{
				name: 'Allow Adults',
				value: 'allow_adult',
				description: 'The video may show adults',
			},
			{
				name: "Don't Allow",
				value: 'dont_allow',
				description: 'The video may not show any people',
			},
		],
		default: 'allow_adult',
		description:
			'Whether the video may show people. Adults are allowed unless you add this option.',
	},
	{
		displayName: 'Seed',
		name: 'seed',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 4294967295, numberPrecision: 0 },
		default: 0,
		description:
			'The same seed with the same fields may give a similar video. Turn Enhance Prompt off too, as a rewritten prompt may differ each time. 0 is a valid seed.',
	},
	{
		displayName: 'Submit Again',
		name: 'submitAgain',
		type: 'string',
		default: '',
		placeholder: 'e.g. 3f9a1c07',
		description:
			'Codes from messages about submissions that the service may have accepted. Each code sends its submission once more. Check your Highway API account first, or you may pay twice.',
	},
] as const satisfies INodeProperties[];

export const fields = [
	{
		displayName: `Each input item starts a video that you pay for. One execution starts at most 100; the option Max Videos per Execution changes that. While you build, pin the output of this node: "Execute step" of a later node may execute this one again, for example after a reload. Or test for free with the <a href="${SANDBOX_PAGE}" target="_blank">sandbox</a>.`,
		name: 'costNotice',
		type: 'notice',
		default: '',
	},
	...frameFields('first'),
	...frameFields('last'),
	{
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		placeholder: 'e.g. The sun sets slowly, the windows light up, the camera glides forward',
		description: 'What happens between the first frame and the last, best as one movement',
	},
	{
		displayName: 'Duration',
		name: 'duration',
		type: 'options',
		options: [
			{ name: '4 Seconds', value: 4 },
			{ name: '6 Seconds', value: 6 },
			{ name: '8 Seconds', value: 8 },
		],
		default: 8,
		description: 'Length of the video. Longer videos may cost more.',
	},
	{
		displayName: 'Resolution',
		name: 'resolution',
		type: 'options',
		options: [
			{ name: '720p', value: '720p' },
			{ name: '1080p', value: '1080p' },
		],
		default: '720p',
		description:
			'Size of the video: 720p is 1280 × 720 pixels, 1080p is 1920 × 1080 (portrait: 720 × 1280, 1080 × 1920). 1080p may cost more.',
	},
	{
		displayName: 'Aspect Ratio',
		name: 'aspectRatio',
		type: 'options',
		options: [
			{ name: 'Landscape (16:9)', value: '16:9' },
			{ name: 'Portrait (9:16)', value: '9:16' },
		],
		default: '16:9',
		description:
			'Shape of the video. Frames of another shape may be cropped or stretched; crop them with the Edit Image node first.',
	},
	{
		displayName: 'Generate Audio',
		name: 'generateAudio',
		type: 'boolean',
		default: false,
		description: 'Whether the video has sound. Sound may cost more.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options,
	},
] as const satisfies INodeProperties[];
