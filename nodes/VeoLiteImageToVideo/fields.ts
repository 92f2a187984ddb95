import type { INodeProperties } from 'n8n-workflow';
import { costNotice, duration, form, imageFields, options, prompt } from '../shared/veoLite/fields';

export const fields: INodeProperties[] = [
	costNotice,
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Generate Video',
				value: 'generate',
				action: 'Generate video from image',
				description: 'Start a video that begins with an image',
			},
		],
		default: 'generate',
	},
	...imageFields({
		prefix: 'image',
		label: 'Image',
		use: 'that the video begins with',
		inputField: 'data',
	}),
	prompt('What happens in the image, and what the camera does, best as one movement'),
	duration('1080p'),
	...form(
		'1080p may cost more, and the service may make it in 8 seconds only',
		'An image of another shape may be cropped or stretched; crop it with the Edit Image node first.',
	),
	options('enhancePrompt'),
];
