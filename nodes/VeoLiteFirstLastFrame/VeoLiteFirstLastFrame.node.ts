import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { runNode } from '../shared/n8n/runNode';
import { submitItems } from '../shared/submitting/submitItems';
import { SUBMIT_SETTINGS } from '../shared/submitting/submitSettings';
import { fields } from './fields';
import { GenerationChecks } from './generation';

const SUBTITLE =
	'={{ $parameter.duration + "s · " + $parameter.resolution + " · " + $parameter.aspectRatio + ($parameter.generateAudio ? " · Audio" : "") + ($parameter.options.sampleCount > 1 ? " · " + $parameter.options.sampleCount + " Videos" : "") }}';

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
		credentials: [{ name: 'highwayApi', required: true }],
		usableAsTool: true,
		properties: fields,
	};

	/** Starts one generation for each item, after checking all items. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runNode(this, async () => {
			const checks = await GenerationChecks.of(this);
			try {
				const items = await submitItems(this, {
					check: async (context, itemIndex) => await checks.check(context, itemIndex),
					settings: () => SUBMIT_SETTINGS,
				});
				return [items];
			} finally {
				checks.notes.report(this);
			}
		});
	}
}
