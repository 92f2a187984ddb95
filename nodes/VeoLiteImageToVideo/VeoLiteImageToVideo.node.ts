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
import {
	duration,
	imageFields,
	operationFields,
	options,
	prompt,
	SUBTITLE,
	videoFields,
} from '../shared/veoLite/fields';
import { startVideos } from '../shared/veoLite/startVideos';

const fields: INodeProperties[] = [
	...operationFields('generate', {
		name: 'Generate Video',
		action: 'Generate video from image',
		description: 'Start a video that begins with an image',
	}),
	...imageFields('image', 'Image', 'that the video begins with', 'data'),
	prompt('What happens in the image, and what the camera does, best as one movement'),
	duration,
	...videoFields,
	options('enhancePrompt'),
];

export class VeoLiteImageToVideo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Veo Lite Image to Video',
		name: 'veoLiteImageToVideo',
		icon: {
			light: 'file:../../icons/veoLiteImageToVideo.svg',
			dark: 'file:../../icons/veoLiteImageToVideo.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: SUBTITLE,
		description:
			'Highway API: start a Google Veo 3.1 Lite video that begins with an image. Returns a task_id: pass it to Wait for Task to get the video.',
		defaults: { name: 'Veo Lite Image to Video' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'highwayApi', required: true, testedBy: 'highwayApiTest' }],
		usableAsTool: true,
		properties: fields,
	};

	methods = { credentialTest: { highwayApiTest } };

	/** Starts a video for each item, after checking all items. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await startVideos(this, VEO_LITE_MODELS.imageToVideo, fields, this.continueOnFail());
	}
}
