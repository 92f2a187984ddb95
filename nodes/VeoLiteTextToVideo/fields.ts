import type { INodeProperties } from 'n8n-workflow';
import { costNotice, duration, options, prompt, videoFields } from '../shared/veoLite/fields';

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
				action: 'Generate video from text',
				description: 'Start a video that a text describes',
			},
		],
		default: 'generate',
	},
	prompt(
		'What the video shows: who or what, where, what happens, and what the camera does, in at most 2,048 characters',
	),
	duration,
	...videoFields,
	options('imageEncoding'),
];
