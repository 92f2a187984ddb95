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
		action: 'Generate video from first and last frame',
		description: 'Start a video that moves from the first frame to the last',
	}),
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
