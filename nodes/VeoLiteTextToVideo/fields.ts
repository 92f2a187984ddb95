import type { INodeProperties } from 'n8n-workflow';
import { costNotice, duration, form, options, prompt } from '../shared/veoLite/fields';

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
	duration('1080p'),
	...form('1080p may cost more, and the service may make it in 8 seconds only'),
	options('imageEncoding'),
];
