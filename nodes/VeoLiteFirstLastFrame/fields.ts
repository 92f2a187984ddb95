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
				action: 'Generate video from first and last frame',
				description: 'Start a video that moves from the first frame to the last',
			},
		],
		default: 'generate',
	},
	...imageFields({
		prefix: 'firstFrame',
		label: 'First Frame',
		use: 'that the video starts with',
		inputField: 'firstFrame',
	}),
	...imageFields({
		prefix: 'lastFrame',
		label: 'Last Frame',
		use: 'that the video ends with',
		inputField: 'lastFrame',
	}),
	prompt('What happens between the first frame and the last, best as one movement'),
	duration,
	...videoFields,
	options(),
];
