import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { mayBeAccepted } from '../shared/api/fault';
import { connect } from '../shared/n8n/connect';
import { errorItem, type NodeFailure } from '../shared/n8n/itemError';
import { ItemParameters } from '../shared/n8n/itemParameters';
import { n8nClock } from '../shared/n8n/n8nClock';
import { toldToModel } from '../shared/n8n/toolFailure';
import { RequestPace } from '../shared/waiting/requestPace';
import { AcceptedTasks } from './acceptedTasks';
import { checkItems } from './checkItems';
import { failureOf, nothingSubmitted, withAcceptedTasks } from './failures';
import { fields } from './fields';
import { submitAll } from './submitAll';
import { nameTasks } from './taskNames';

const DEFAULT_MAX_CONCURRENT_REQUESTS = 5;

/** Faster than services let anybody submit; their answers slow it down from there. */
const MAX_SUBMISSIONS_PER_SECOND = 50;

const SUBTITLE =
	'={{ $parameter.duration + "s · " + $parameter.resolution + " · " + $parameter.aspectRatio + ($parameter.generateAudio ? " · audio" : "") + ($parameter.options.sampleCount > 1 ? " · " + $parameter.options.sampleCount + " samples" : "") }}';

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
			'Start a video that moves from a first picture to a last one, with Google Veo 3.1 Lite. Gives the task_id to wait for with Wait for Task.',
		defaults: { name: 'Veo Lite First/Last Frame' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'highwayApi', required: true }],
		usableAsTool: true,
		properties: fields,
	};

	/** Checks and submits the items that no earlier try got accepted, and hands on all task ids. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const accepted = new AcceptedTasks(this);
		const itemIndexes = [...this.getInputData().keys()];
		const open = itemIndexes.filter(
			(index) =>
				accepted.taskIdOf(index) === undefined && accepted.unsureFaultOf(index) === undefined,
		);
		const taskIds = () => itemIndexes.map((index) => accepted.taskIdOf(index));

		const failures = new Map<number, NodeFailure>();
		const note = (itemIndex: number, failure: NodeFailure | undefined) => {
			if (failure !== undefined) failures.set(itemIndex, failure);
		};
		for (const itemIndex of itemIndexes) {
			const fault = accepted.unsureFaultOf(itemIndex);
			if (fault !== undefined)
				note(itemIndex, failureOf(this, itemIndex, { kind: 'faulty', fault }));
		}
		const { requests: jobs, unfit } = await checkItems(this, open);
		for (const [itemIndex, failure] of unfit) note(itemIndex, failure);
		const [firstUnfit, ...others] = failures.values();
		if (firstUnfit !== undefined && !this.continueOnFail()) {
			const failure = nothingSubmitted(firstUnfit, others);
			throw toldToModel(this, withAcceptedTasks(failure, taskIds()));
		}

		const api = await connect(this);
		const signal = this.getExecutionCancelSignal();
		const submissions = await submitAll({
			jobs,
			submit: async ({ request }) => await api.submit(request),
			onAccepted: ({ itemIndex }, taskId) => accepted.remember(itemIndex, taskId),
			maxConcurrent: maxConcurrentRequests(this),
			pace: new RequestPace(MAX_SUBMISSIONS_PER_SECOND),
			stopAtFirstFault: !this.continueOnFail(),
			clock: n8nClock,
			...(signal ? { signal } : {}),
		});

		// n8n drops what a stopped execution returns; throwing would start a "Retry On Fail".
		if (signal?.aborted === true) return [[]];

		for (const [index, { itemIndex }] of jobs.entries()) {
			const submission = submissions[index];
			if (submission?.kind === 'faulty' && mayBeAccepted(submission.fault)) {
				accepted.rememberUnsure(itemIndex, submission.fault);
			}
			note(itemIndex, failureOf(this, itemIndex, submission));
		}
		const [firstFailure] = failures.values();
		if (firstFailure !== undefined && !this.continueOnFail()) {
			throw toldToModel(this, withAcceptedTasks(firstFailure, taskIds()));
		}

		const output = taskIds().flatMap((taskId, itemIndex): INodeExecutionData[] => {
			const failure = failures.get(itemIndex);
			if (failure !== undefined) return [errorItem(this, itemIndex, failure)];
			if (taskId === undefined) return [];
			return [{ json: { task_id: taskId }, pairedItem: { item: itemIndex } }];
		});
		nameTasks(this, taskIds());
		accepted.handedOn(failures.size === 0);
		return [output];
	}
}

/** One pace for the whole run, so it is read from the first item. */
function maxConcurrentRequests(context: IExecuteFunctions): number {
	const firstItem = new ItemParameters(context, 0, fields);
	return firstItem.hasOption('maxConcurrentRequests')
		? firstItem.wholeNumber('maxConcurrentRequests')
		: DEFAULT_MAX_CONCURRENT_REQUESTS;
}
