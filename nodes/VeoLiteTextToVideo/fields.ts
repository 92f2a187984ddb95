import type { INodeProperties } from 'n8n-workflow';
import { duration, operation, options, prompt, videoFields } from '../shared/veoLite/fields';

export const fields: INodeProperties[] = [
	...operation('generate', {
		name: 'Generate Video',
		action: 'Generate video from text',
		description: 'Start a video that a text describes',
	}),
	prompt(
		'What the video shows: who or what, where, what happens, and what the camera does, in at most 2,048 characters',
	),
	duration,
	...videoFields,
	options('imageEncoding'),
];
