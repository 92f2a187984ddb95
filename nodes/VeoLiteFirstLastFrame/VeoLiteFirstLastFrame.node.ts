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
		action: 'Generate video from first and last frame',
		description: 'Start a video that moves from the first frame to the last',
	}),
	...imageFields('firstFrame', 'First Frame', 'that the video starts with'),
	...imageFields('lastFrame', 'Last Frame', 'that the video ends with'),
	prompt('What happens between the first frame and the last, best as one movement'),
	duration,
	...videoFields,
	options(),
];

export class VeoLiteFirstLastFrame implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Veo Lite First/Last Frame',
		name: 'veoLiteFirstLastFrame',
		icon: {
			light: 'file:../../icons/veoLiteFirstLastFrame.svg',
			dark: 'file:../../icons/veoLiteFirstLastFrame.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: SUBTITLE,
		description:
			'Highway API: start a Google Veo 3.1 Lite video from a first and a last image. Returns a task_id: pass it to Wait for Task to get the video.',
		defaults: { name: 'Veo Lite First/Last Frame' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'highwayApi', required: true, testedBy: 'highwayApiTest' }],
		usableAsTool: true,
		properties: fields,
	};

	methods = { credentialTest: { highwayApiTest } };

	/** Starts a video for each item, after checking all items. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await startVideos(this, VEO_LITE_MODELS.firstLastFrame, fields, this.continueOnFail());
	}
}
