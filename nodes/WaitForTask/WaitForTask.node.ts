import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { highwayApiTest } from '../shared/n8n/credential';
import { ItemParameters } from '../shared/n8n/itemParameters';
import { inTurns, showHints } from '../shared/n8n/runContext';
import { runNode } from '../shared/n8n/runNode';
import { awaitOutcomes } from './awaitOutcomes';
import { fields } from './fields';
import { readItems, type Operation } from './items';
import { outputHintsOf, outputItems } from './outcome';
import { suspend } from './suspend';

export class WaitForTask implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Wait for Task',
		name: 'waitForTask',
		icon: {
			light: 'file:../../icons/waitForTask.svg',
			dark: 'file:../../icons/waitForTask.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ $parameter.operation === "check" ? "Check Once" : ($parameter.operation === "suspend" ? "Suspend" : "Wait") + " up to " + $parameter.timeoutMinutes + " Min" }}',
		description:
			'Highway API: wait for videos and download them. Takes the task_id from a Veo Lite node or another model, and returns the file and the link (video_url, image_url or audio_url).',
		defaults: { name: 'Wait for Task' },
		inputs: [NodeConnectionTypes.Main],
		outputs:
			'={{ $parameter.operation === "suspend" ? [{ type: "main", displayName: "Done" }, { type: "main", displayName: "Still Running" }] : ["main"] }}',
		credentials: [{ name: 'highwayApi', required: true, testedBy: 'highwayApiTest' }],
		usableAsTool: true,
		properties: fields,
	};

	methods = { credentialTest: { highwayApiTest } };

	/** Reads the items, waits for their tasks together, and returns the results in input order. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runNode(this, this.continueOnFail(), async () => {
			const operation = new ItemParameters(this, 0, fields).choice<Operation>('operation');
			if (operation === 'suspend') return await suspend(this);
			const { items, errors } = await readItems(this, operation);
			const outcomes = await awaitOutcomes(this, operation, items);
			/** By input item. */
			const output: INodeExecutionData[][] = [];
			for (const [index, item] of errors) output[index] = [item];
			await inTurns(items, (item) => {
				const outcome = outcomes.get(item.taskId);
				if (outcome) output[item.itemIndex] = outputItems(this, item, outcome, items);
			});
			showHints(this, outputHintsOf(items, outcomes));
			return [output.flat()];
		});
	}
}
