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

export class VeoLiteTextToVideo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Veo Lite Text to Video',
		name: 'veoLiteTextToVideo',
		icon: {
			light: 'file:../../icons/veoLiteTextToVideo.svg',
			dark: 'file:../../icons/veoLiteTextToVideo.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: SUBTITLE,
		description:
			'Highway API: start a Google Veo 3.1 Lite video from a text. Returns a task_id: pass it to Wait for Task to get the video.',
		defaults: { name: 'Veo Lite Text to Video' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'highwayApi', required: true, testedBy: 'highwayApiTest' }],
		usableAsTool: true,
		properties: fields,
	};

	methods = { credentialTest: { highwayApiTest } };

	/** Starts a video for each item, after checking all items. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await startVideos(this, VEO_LITE_MODELS.textToVideo, fields, this.continueOnFail());
	}
}
