import type { INodeProperties } from 'n8n-workflow';
import {
	duration,
	imageFields,
	operation,
	options,
	prompt,
	videoFields,
} from '../shared/veoLite/fields';

export const fields: INodeProperties[] = [
	...operation('generate', {
		name: 'Generate Video',
		action: 'Generate video from image',
		description: 'Start a video that begins with an image',
	}),
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
