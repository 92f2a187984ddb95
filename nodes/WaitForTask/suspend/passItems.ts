import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { LastPoll } from '../../shared/waiting/suspendedItems';
import type { Origin } from './passMemory';

/** The field that a task in progress is described in. */
const FIELD = 'wait_for_task';

/** Where the items of this run came from, where n8n knows it. */
export function inputSource(context: IExecuteFunctions): Origin | undefined {
	try {
		return context.getInputSourceData();
	} catch {
		return undefined;
	}
}

/**
 * What an item of a batch has brought, linked to the item that came in first: the ones that went
 * round since are another run's.
 */
export function linkToOrigin({
	position,
	output,
	isFresh,
	origin,
}: {
	position: number;
	output: INodeExecutionData[];
	isFresh: boolean;
	origin: Origin | undefined;
}): INodeExecutionData[] {
	const pairedItem = isFresh
		? { item: position }
		: origin && { item: position, sourceOverwrite: origin };
	return output.map(({ json, binary }) => ({
		json,
		binary,
		pairedItem: pairedItem && { ...pairedItem },
	}));
}

/** An input item for another round of the loop: unchanged, with the progress of its task. */
export function stillRunningItem(
	context: IExecuteFunctions,
	itemIndex: number,
	last: LastPoll | undefined,
	checkAgainSeconds: number,
): INodeExecutionData {
	const item = context.getInputData()[itemIndex] as INodeExecutionData;
	const { status, progressPercent, etaSeconds } = last ?? {};
	return {
		...item,
		json: {
			...item.json,
			[FIELD]: {
				...(status === undefined ? {} : { status }),
				...(progressPercent === undefined ? {} : { progress_percent: progressPercent }),
				...(etaSeconds === undefined ? {} : { eta: etaSeconds }),
				check_again_in: checkAgainSeconds,
			},
		},
		pairedItem: { item: itemIndex },
	};
}
