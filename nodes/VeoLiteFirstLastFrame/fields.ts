import type { INodeProperties } from 'n8n-workflow';

/** What a frame should be. Files and Base64 are held against it before anything is submitted. */
const WHAT_FITS =
	'A JPEG or PNG of at most 20 MB, best in the shape of the video and as large: 1280 × 720 or more, upright 720 × 1280.';

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
					description: 'A picture that the Highway API can fetch from the internet',
				},
				{
					name: 'Binary Data',
					value: 'binary',
					description: 'A picture that an earlier node put into the item as a file',
				},
				{
					name: 'Base64',
					value: 'base64',
					description: 'A picture as text, with or without a data URI prefix',
				},
			],
			default: 'url',
			description: `Where the picture that the video ${verb} with comes from`,
		},
		{
			displayName: `${label} URL`,
			name: `${frame}FrameUrl`,
			type: 'string',
			default: '',
			placeholder: `e.g. https://example.com/${frame}-frame.png`,
			description: `Address of the picture that the video ${verb} with. ${WHAT_FITS} It must lead to the picture itself and be open to the internet, since the Highway API fetches it: a share link of Google Drive, Dropbox and the like leads to a page.`,
			displayOptions: showOnlyFor('url'),
		},
		{
			displayName: `${label} Binary Field`,
			name: `${frame}FrameBinaryProperty`,
			type: 'string',
			default: `${frame}Frame`,
			placeholder: `e.g. ${frame}Frame`,
			hint: "The name of the input field that holds the file, or the file of an earlier node: {{ $('Download').item.binary.data }}",
			description: `The file of the picture that the video ${verb} with. ${WHAT_FITS} The Edit Image node converts, crops and turns others.`,
			displayOptions: showOnlyFor('binary'),
		},
		{
			displayName: `${label} Base64`,
			name: `${frame}FrameBase64`,
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. iVBORw0KGgoAAAANSUhEUgAA…',
			description: `The picture that the video ${verb} with, as Base64. ${WHAT_FITS} Line breaks and a data URI prefix do no harm.`,
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
			'Whether the service may rewrite the prompt to improve it. It does so unless this is added and turned off.',
	},
	{
		displayName: 'Image Encoding',
		name: 'imageEncoding',
		type: 'options',
		options: [
			{
				name: 'Base64',
				value: 'base64',
				description: 'The plain data, as the API documents it',
			},
			{
				name: 'Data URI',
				value: 'dataUri',
				description: 'The data behind a prefix such as data:image/png;base64',
			},
		],
		default: 'base64',
		description:
			'How pictures from binary data or Base64 are written into the request. Change it only if the service does not accept the plain form.',
	},
	{
		displayName: 'Keep Trying (Minutes)',
		name: 'keepTryingMinutes',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1440 },
		default: 15,
		description:
			'How long items wait while the service accepts none, since a limit of the account is reached or the service is not available. It makes a limit on running tasks work as a queue. The first item decides for all.',
	},
	{
		displayName: 'Max Concurrent Requests',
		name: 'maxConcurrentRequests',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
		default: 5,
		description:
			'How many items are submitted at the same time. Fewer use less memory when the frames are files.',
	},
	{
		displayName: 'Max Submissions per Minute',
		name: 'maxSubmissionsPerMinute',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 1000, numberPrecision: 0 },
		default: 50,
		description:
			'How many submissions n8n sends to the account in any minute, from all executions that wait for their turn. Without it the limit is learned from what the service refuses. Set it to a part of the limit where several n8n share an account. The first item decides for all.',
	},
	{
		displayName: 'Max Videos per Execution',
		name: 'maxVideosPerExecution',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 100,
		description:
			'A spending limit, 100 unless this is added: how many videos one execution may make, samples counted, in all runs of this node and with all its retries. A batch that would exceed it is not submitted at all. The same for all items.',
	},
	{
		displayName: 'Negative Prompt',
		name: 'negativePrompt',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. text, watermark, blur',
		description: 'What the video should not show',
	},
	{
		displayName: 'Pay Once Key',
		name: 'payOnceKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.row_id }}',
		description:
			'What names the item wherever it comes from, e.g. the ID of its row. An item whose key this node has submitted before, in this or an earlier execution, is not paid for again: it gets the task ID of then where that is still known. n8n remembers the last 10,000 submissions or so of the node. To submit an item once more, change its key, e.g. by an appended number.',
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
				description: 'The video may not show people',
			},
		],
		default: 'allow_adult',
		description: 'Whether people may be generated',
	},
	{
		displayName: 'Sample Count',
		name: 'sampleCount',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 4, numberPrecision: 0 },
		default: 1,
		description: 'How many videos to make from the same frames and prompt. Each one is paid for.',
	},
	{
		displayName: 'Seed',
		name: 'seed',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 4294967295, numberPrecision: 0 },
		default: 0,
		description:
			'A number that makes results repeatable: the same seed and fields give a similar video. 0 is a seed like any other.',
	},
	{
		displayName: 'Submit Again',
		name: 'submitAgain',
		type: 'string',
		default: '',
		placeholder: 'e.g. 3f9a1c07',
		description:
			'Codes from messages about submissions that may have been accepted. Each lets that one submission go out once more, and is then used up. Look into your Highway API account first: it may be paid for already.',
	},
] as const satisfies INodeProperties[];

export const fields = [
	{
		displayName:
			'Each input item starts a video of its own, and each video is paid for. One execution makes at most 100, unless the option Max Videos per Execution says otherwise. While you build, pin the output of this node, or use the sandbox of this package.',
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
		description: 'What happens on the way from the first frame to the last',
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
		description: 'How long the video is',
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
		description: 'How large the video is',
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
		description: 'The shape of the video. Frames of the same shape give the best result.',
	},
	{
		displayName: 'Generate Audio',
		name: 'generateAudio',
		type: 'boolean',
		default: false,
		description: 'Whether the video gets a sound track',
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
