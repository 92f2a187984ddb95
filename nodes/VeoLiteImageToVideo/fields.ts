import type { INodeProperties } from 'n8n-workflow';
import {
	costNotice,
	duration,
	imageFields,
	options,
	prompt,
	videoFields,
} from '../shared/veoLite/fields';

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
	duration,
	...videoFields,
	options('enhancePrompt'),
];
