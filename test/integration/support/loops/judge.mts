import type { INode, INodeExecutionData } from 'n8n-workflow';
import { isDeepStrictEqual } from 'node:util';
import { TASK_TYPE, VEO_TYPE, type Drawing } from './drawing.mts';
import type { Record, Step } from './runDrawing.mts';

/** Runs on the same work that bring nothing may follow each other so often, before a pace of one a second. */
const BURST = 4;
const PACE_MS = 1000;

/** Nodes that n8n may run before everybody else in the process has a turn. */
const MONOPOLY = 40;

const DEFAULT_LIMIT = 100;

const count = (value: number, what: string) => `${value} ${what}`;

/** What is wrong with how an execution went, as sentences. */
export function judge(drawing: Drawing, record: Record): string[] {
	return [
		...overspent(drawing, record),
		...unpaced(record),
		...monopolies(record),
		...thrown(drawing, record),
		...strangers(drawing, record),
	];
}

/** By node: the spending limit of each. */
function overspent({ workflow }: Drawing, { service }: Record): string[] {
	return workflow.nodes.flatMap(({ name, type, parameters }) => {
		if (type !== VEO_TYPE) return [];
		const { maxVideosPerExecution } = (parameters.options ?? {}) as { [name: string]: unknown };
		const limit = typeof maxVideosPerExecution === 'number' ? maxVideosPerExecution : DEFAULT_LIMIT;
		const videos = service.accepted
			.filter(({ image }) => image === parameters.firstFrameUrl)
			.reduce((sum, { samples }) => sum + samples, 0);
		return videos > limit ? [`${name}: ${count(videos, 'videos')} at a limit of ${limit}`] : [];
	});
}

/** Whether a run brought nothing, or nothing but failures. */
function broughtNothing({ result }: Step): boolean {
	return (result?.data?.main?.[0] ?? []).every(isErrorItem);
}

/** Runs on the same work that follow each other faster than once a second, after a small burst. */
function unpaced({ steps }: Record): string[] {
	const times = new Map<string, number[]>();
	for (const step of steps) {
		// What brings something is bounded by the spending limit, or by how fast tasks are polled.
		if (!broughtNothing(step)) continue;
		const same = `${step.node} on ${step.work}`;
		times.set(same, [...(times.get(same) ?? []), step.at]);
	}
	return [...times].flatMap(([what, at]) => {
		for (const [first, from] of at.entries()) {
			for (let last = at.length - 1; last >= first + BURST; last--) {
				const took = (at[last] as number) - from;
				if (last - first > BURST + took / PACE_MS) {
					return [`${what}: ${count(last - first + 1, 'runs')} in ${took} ms`];
				}
			}
		}
		return [];
	});
}

function monopolies({ longestMonopoly }: Record): string[] {
	return longestMonopoly > MONOPOLY
		? [`n8n ran ${longestMonopoly} nodes without a turn for anybody else`]
		: [];
}

const continues = (node: INode | undefined) =>
	node?.onError === 'continueRegularOutput' || node?.onError === 'continueErrorOutput';

/** n8n hands the input of a node that throws to its first output: no node of ours may, then. */
function thrown({ workflow }: Drawing, { steps, stopped }: Record): string[] {
	return steps.flatMap(({ node: name, result }, index) => {
		const node = workflow.nodes.find((one) => one.name === name);
		const wasStopped = stopped && index === steps.length - 1;
		return result?.error !== undefined && continues(node) && !wasStopped
			? [`${name} threw though it continues on error: ${result.error.message}`]
			: [];
	});
}

function strangers(drawing: Drawing, record: Record): string[] {
	return record.steps.flatMap((step) => {
		const node = drawing.workflow.nodes.find(({ name }) => name === step.node);
		if (node === undefined || step.result?.error !== undefined) return [];
		const isSuspended = node.type === TASK_TYPE && node.parameters.operation === 'suspend';
		const [first = [], second = []] = step.result?.data?.main ?? [];
		const wrong = (first ?? []).filter(
			(item) => !isPlaceholder(node, item) && !belongs(item, node, record),
		);
		const notRunning = isSuspended
			? (second ?? []).filter((item) => !isStillRunning(item, step.input))
			: [];
		return [
			...wrong.map((item) => `${step.node} handed on as good: ${JSON.stringify(item.json)}`),
			...notRunning.map((item) => `${step.node}, still running: ${JSON.stringify(item.json)}`),
		];
	});
}

/** What n8n itself adds for "Always Output Data". */
const isPlaceholder = (node: INode, { json }: INodeExecutionData) =>
	node.alwaysOutputData === true && Object.keys(json).length === 0;

const isErrorItem = ({ json, error }: INodeExecutionData) =>
	error !== undefined || (json.error !== undefined && json.error !== null);

/** Whether an item may leave by the output of success: a result, or a failure where both leave by it. */
function belongs(item: INodeExecutionData, node: INode, { service }: Record): boolean {
	if (isErrorItem(item)) return node.onError === 'continueRegularOutput';
	const { task_id: taskId, status, task } = item.json;
	if (node.type === VEO_TYPE) return service.accepted.some((one) => one.taskId === taskId);
	const raw = task as { task_id?: unknown; status?: unknown } | undefined;
	const state = status ?? raw?.status;
	if (!service.knows(taskId ?? raw?.task_id)) return false;
	return node.parameters.operation === 'check'
		? typeof state === 'string'
		: state === 'TASK_STATUS_SUCCEED';
}

/** A still-running item is its input item with one field more. */
function isStillRunning(item: INodeExecutionData, input: INodeExecutionData[]): boolean {
	const { wait_for_task: about, ...json } = item.json;
	const { check_again_in: again } = (about ?? {}) as { check_again_in?: unknown };
	if (typeof again !== 'number' || !Number.isInteger(again) || again < 65) return false;
	return input.some(({ json: { wait_for_task: _, ...before } }) => isDeepStrictEqual(json, before));
}
