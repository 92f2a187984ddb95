import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { VEO_LITE_MODELS } from '../shared/api/veoLite';
import { highwayApiTest } from '../shared/n8n/credential';
import { operationFields, options, prompt, SUBTITLE, videoFields } from '../shared/veoLite/fields';
import { startVideos } from '../shared/veoLite/startVideos';

const fields: INodeProperties[] = [
	...operationFields('extend', {
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

export class VeoLiteExtendVideo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Veo Lite Extend Video',
		name: 'veoLiteExtendVideo',
		icon: {
			light: 'file:../../icons/veoLiteExtendVideo.svg',
			dark: 'file:../../icons/veoLiteExtendVideo.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: SUBTITLE,
		description:
			'Highway API: start a Google Veo 3.1 Lite video that continues another by about 7 seconds. Returns a task_id: pass it to Wait for Task to get the longer video.',
		defaults: { name: 'Veo Lite Extend Video' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'highwayApi', required: true, testedBy: 'highwayApiTest' }],
		usableAsTool: true,
		properties: fields,
	};

	methods = { credentialTest: { highwayApiTest } };

	/** Starts a video for each item, after checking all items. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await startVideos(this, VEO_LITE_MODELS.extendVideo, fields, this.continueOnFail());
	}
}
