import type { INodeProperties } from 'n8n-workflow';
import { operation, options, prompt, videoFields } from '../shared/veoLite/fields';

export const fields: INodeProperties[] = [
	...operation('extend', {
		name: 'Extend Video',
		action: 'Extend video',
		description: 'Start a video that continues another',
	}),
	{
		displayName: 'Video URL',
		name: 'videoUrl',
		type: 'string',
		required: true,
		default: '={{ $json.video_url }}',
		placeholder: 'e.g. https://example.com/video.mp4',
		hint: 'An MP4 of 1 to 30 seconds, 24 frames per second. 7 seconds are added.',
		description:
			"Link to the video to extend: the video_url that Wait for Task returned. The vendor's page of a larger model says: MP4, 24 frames per second, 1 to 30 seconds, 720p or 1080p, 16:9 or 9:16, and 7 seconds are added. Links expire, mostly after an hour: to get a new one, wait for the same task ID again, which is free.",
	},
	prompt('What happens next, in English: the service documents no other language for this model'),
	...videoFields,
	options('imageEncoding'),
];
