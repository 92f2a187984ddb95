import type { INodeExecutionData } from 'n8n-workflow';
import { isDeepStrictEqual } from 'node:util';
import { VEO_TYPE, type Drawing } from './drawing.mts';
import type { Record, Step } from './runDrawing.mts';

/** Runs of a node in a row, of which each brings nothing, take so long at least: about a second each. */
const ROW = 6;
const ROW_MS = 4000;

/** Nodes of this package that n8n may run before everybody else in the process has a turn. */
const MONOPOLY = 10;

const DEFAULT_LIMIT = 100;

/** What is wrong with how an execution went, as sentences. */
export function judge({ workflow }: Drawing, record: Record): string[] {
	const { service, steps, longestMonopoly, stopped } = record;
	return [
		...workflow.nodes.flatMap((node) => [
			...overspent(node, service.accepted),
			...unpaced(steps.filter((step) => step.node === node)),
		]),
		...steps.flatMap((step) => [...strangers(step, record), ...(stopped ? [] : thrown(step))]),
		...(longestMonopoly > MONOPOLY ? [`${longestMonopoly} runs without a turn for others`] : []),
	];
}

type Accepted = Record['service']['accepted'];

function overspent({ name, parameters }: Step['node'], accepted: Accepted): string[] {
	const { maxVideosPerExecution: max } = Object(parameters.options) as { [name: string]: unknown };
	const limit = typeof max === 'number' ? max : DEFAULT_LIMIT;
	const videos = accepted
		.filter(({ image }) => image === parameters.firstFrameUrl)
		.reduce((sum, { sample_count: samples = 1 }) => sum + samples, 0);
	return videos > limit ? [`${name}: ${videos} videos at a limit of ${limit}`] : [];
}

function unpaced(steps: Step[]): string[] {
	// What brings something is bounded by the spending limit, or by how fast tasks are polled.
	const empty = steps.filter(({ result }) => (result.data?.main?.[0] ?? []).every(isErrorItem));
	return empty.flatMap(({ node, result: { startTime } }, index) => {
		const took = (empty[index + ROW - 1]?.result.startTime ?? Infinity) - startTime;
		return took < ROW_MS ? [`${node.name}: ${ROW} runs for nothing in ${took} ms`] : [];
	});
}

/** n8n hands the input of a node that throws to its first output: no node of ours may, then. */
function thrown({ node, result: { error } }: Step): string[] {
	return error !== undefined && node.onError !== 'stopWorkflow'
		? [`${node.name} threw though it continues on error: ${error.message}`]
		: [];
}

/** Items that may not leave by the output that they leave by. */
function strangers(step: Step, record: Record): string[] {
	const { node, input, result } = step;
	if (result.error !== undefined) return [];
	const [first, second] = result.data?.main ?? [];
	const isSuspended = node.parameters.operation === 'suspend';
	return [
		...(first ?? []).filter((item) => !belongs(item, step, record)),
		...(second ?? []).filter((item) => isSuspended && !isStillRunning(item, input)),
	].map(({ json }) => `${node.name} handed on as good: ${JSON.stringify(json)}`);
}

const isErrorItem = ({ json }: INodeExecutionData) =>
	json.error !== undefined && json.error !== null;

function taskIn({ json }: INodeExecutionData) {
	const { task_id, status } = (json.task ?? json) as INodeExecutionData['json'];
	return { task_id, status };
}

/** Whether an item may leave by the output of success: a result, or a failure where both leave by it. */
function belongs(item: INodeExecutionData, step: Step, { service }: Record): boolean {
	const { node, runIndex, input } = step;
	// n8n adds an empty one then.
	if (node.alwaysOutputData === true && Object.keys(item.json).length === 0) return true;
	if (isErrorItem(item)) return node.onError === 'continueRegularOutput';
	const { task_id: taskId, status } = taskIn(item);
	if (!service.knows(taskId)) return false;
	// What has left a suspended node as finished would go round for ever if it were taken once more.
	const isTakenAgain = input
		.map(taskIn)
		.some((before) => before.task_id === taskId && before.status === status);
	if (node.parameters.operation === 'suspend' && runIndex > 0 && isTakenAgain) return false;
	if (node.type === VEO_TYPE) return service.accepted.some(({ task_id: id }) => id === taskId);
	return node.parameters.operation === 'check'
		? typeof status === 'string'
		: status === 'TASK_STATUS_SUCCEED';
}

/** A still-running item is its input item with one field more. */
function isStillRunning(item: INodeExecutionData, input: INodeExecutionData[]): boolean {
	const { wait_for_task: about, ...json } = item.json;
	const { check_again_in: again } = Object(about) as { check_again_in?: unknown };
	if (!Number.isInteger(again) || Number(again) < 65) return false;
	return input.some(({ json: { wait_for_task: _, ...before } }) => isDeepStrictEqual(json, before));
}
