import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** What every image should be. Files and Base64 are checked for type and bytes; what a URL leads to is not. */
const WHAT_FITS =
	'Use a JPEG or PNG of up to 20 MB in the shape of the video: 1280 × 720 pixels or larger, for portrait 720 × 1280.';

/** The line below a node on the canvas. An extension has no duration of its own. */
export const SUBTITLE =
	'={{ ($parameter.duration ?? "+7") + "s · " + $parameter.resolution + " · " + $parameter.aspectRatio + ($parameter.generateAudio ? " · Audio" : "") + ($parameter.options.sampleCount > 1 ? " · " + $parameter.options.sampleCount + " Videos" : "") }}';

/** The notice about costs, and the field with the one operation of a node: its value and its texts. */
export const operationFields = (
	value: string,
	about: Pick<INodePropertyOptions, 'name' | 'action' | 'description'>,
): INodeProperties[] => [
	{
		displayName:
			"Each input item starts a video that you pay for. Pin this node's output while you build.",
		name: 'costNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [{ value, ...about }],
		default: value,
	},
];

/**
 * The fields of one image with its three sources; `imageInput.ts` reads them. None is marked as required:
 * where the source is an expression, n8n shows all three and would insist on each.
 *
 * @param prefix of the names of the fields, e.g. `firstFrame`
 * @param use follows "the image" in a description: "that the video starts with"
 * @param inputField default name of the item's file
 */
export function imageFields(
	prefix: string,
	label: string,
	use: string,
	inputField = prefix,
): INodeProperties[] {
	const showOnlyFor = (source: string) => ({ show: { [`${prefix}Source`]: [source] } });
	return [
		{
			displayName: `${label} Source`,
			name: `${prefix}Source`,
			type: 'options',
			options: [
				{
					name: 'Base64',
					value: 'base64',
					description: 'An image as text, with or without a data URI prefix',
				},
				{
					name: 'File',
					value: 'binary',
					description: 'An image file that an earlier node returned',
				},
				{
					name: 'URL',
					value: 'url',
					description: 'A link to an image, which the Highway API downloads from the internet',
				},
			],
			default: 'url',
			description: 'Where the image comes from',
		},
		{
			displayName: `${label} URL`,
			name: `${prefix}Url`,
			type: 'string',
			default: '',
			placeholder: 'e.g. https://example.com/image.png',
			description: `Link to the image ${use}. ${WHAT_FITS} The link must lead to the image itself and be open to the internet. A share link of Google Drive, Dropbox or OneDrive leads to a web page: download the file with a node and choose File.`,
			displayOptions: showOnlyFor('url'),
		},
		{
			displayName: `${label} Field Name`,
			name: `${prefix}BinaryProperty`,
			type: 'string',
			default: inputField,
			placeholder: `e.g. ${inputField}`,
			hint: "The name of the input field with the file, or the file itself: {{ $('Download').item.binary.data }}",
			description: `The image file that an earlier node returned. ${WHAT_FITS} The Edit Image node converts, crops and rotates other images.`,
			displayOptions: showOnlyFor('binary'),
		},
		{
			displayName: `${label} Base64`,
			name: `${prefix}Base64`,
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. iVBORw0KGgoAAAANSUhEUgAA…',
			description: `The image as Base64. ${WHAT_FITS} Line breaks and a data URI prefix are allowed.`,
			displayOptions: showOnlyFor('base64'),
		},
	];
}

/** @param description what to write, for the videos of this node */
export function prompt(description: string): INodeProperties {
	return {
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		placeholder: 'e.g. The sun sets slowly, the windows light up, the camera glides forward',
		description,
	};
}

export const duration: INodeProperties = {
	displayName: 'Duration',
	name: 'duration',
	type: 'options',
	options: [
		{ name: '4 Seconds', value: 4 },
		{ name: '6 Seconds', value: 6 },
		{ name: '8 Seconds', value: 8 },
	],
	default: 8,
	description:
		'Length of the video. Longer videos may cost more. With 1080p or a last frame, the service may accept 8 seconds only.',
};

/** Size, shape and sound of the video. */
export const videoFields: INodeProperties[] = [
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
			'Size of the video: 720p is 1280 × 720 pixels, 1080p is 1920 × 1080 (portrait: 720 × 1280, 1080 × 1920). 1080p may cost more, and the service may make it in 8 seconds only.',
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
			'Shape of the video. Images and videos of another shape may be cropped or stretched; the Edit Image node crops images.',
	},
	{
		displayName: 'Generate Audio',
		name: 'generateAudio',
		type: 'boolean',
		default: false,
		description: 'Whether the video has sound. Sound may cost more.',
	},
];

/** What can be added under Options. A setting of the video is sent only when it was added. */
const ALL_OPTIONS: INodeProperties[] = [
	{
		displayName: 'Enhance Prompt',
		name: 'enhancePrompt',
		type: 'boolean',
		default: true,
		description:
			'Whether the service may rewrite your prompt to improve it. It does so unless you add this option and turn it off. With a seed, turn it off, as a rewritten prompt may differ each time.',
	},
	{
		displayName: 'Image Encoding',
		name: 'imageEncoding',
		type: 'options',
		options: [
			{ name: 'Base64', value: 'base64', description: 'The data alone, as the API documents it' },
			{
				name: 'Data URI',
				value: 'dataUri',
				description: 'The data after a prefix such as data:image/png;base64',
			},
		],
		default: 'base64',
		description:
			'How to send images from files or Base64. Try Data URI if the service does not accept your images. URLs are sent as they are.',
	},
	{
		displayName: 'Max Videos per Execution',
		name: 'maxVideosPerExecution',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 100,
		description:
			'Spending limit: how many videos this node may start in one execution, over all of its runs (100 without this option). A batch that would exceed it is refused as a whole, before anything is paid. Must be the same for all items.',
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
		description: 'How many different videos to make from the same item. You pay for each one.',
	},
	{
		displayName: 'Pay Once Key',
		name: 'payOnceKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.row_id }}',
		description:
			'A value that names the item across executions, e.g. the ID of its row. This node does not submit the same value twice, so a repeated order is not paid again. To make the video again, change the value, e.g. from 42 to 42-2.',
	},
	{
		displayName: 'Person Generation',
		name: 'personGeneration',
		type: 'options',
		options: [
			{ name: 'Allow Adults', value: 'allow_adult', description: 'The video may show adults' },
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
		description: 'The same seed with the same fields may give a similar video. 0 is a valid seed.',
	},
];

/**
 * The Options of a node.
 *
 * @param without names of the options that its model does not have
 */
export function options(...without: string[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: ALL_OPTIONS.filter(({ name }) => !without.includes(name)),
	};
}
