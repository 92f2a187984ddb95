import type { INode, INodeExecutionData, IRun, ITaskData } from 'n8n-workflow';
import { start, type ExecuteOptions } from '../execute.mts';
import { time } from '../virtualTime.mts';
import { TASK_TYPE, VEO_TYPE, type Drawing } from './drawing.mts';
import { serve, type LoopService } from './service.mts';

/** One time that n8n ran a node of this package, with what it was given, and what n8n made of it. */
export interface Step {
	node: INode;
	runIndex: number;
	input: INodeExecutionData[];
	result: ITaskData;
}

export interface Record {
	service: LoopService;
	steps: Step[];
	/** Most nodes of this package that n8n ran without a turn of the process's event loop between them. */
	longestMonopoly: number;
	/** How often the execution was parked. */
	pauses: number;
	/** Whether it had to be stopped. */
	stopped: boolean;
}

/** When an execution is stopped: by far enough to tell pace from a hot loop. */
const MOST_STEPS = 60;
const MOST_PAUSES = 6;
const MOST_MS = 4 * 60_000;
/** In one output: loops in loops double them. */
const MOST_ITEMS = 100;

/** What n8n's own pauses and a request under way may still take after a Stop. */
const STOPPED_AFTER_MS = 10_000;

let cases = 0;

/** Executes a case in n8n's engine until it ends, or has been watched for long enough. */
export async function runDrawing(drawing: Drawing): Promise<Record> {
	const { workflow, items, pinData } = drawing;
	const id = ++cases;
	const service = serve(`key-${id}`, drawing);
	const record: Record = { service, steps: [], longestMonopoly: 0, pauses: 0, stopped: false };
	const ours = workflow.nodes.filter(
		({ name, type, disabled }) =>
			[VEO_TYPE, TASK_TYPE].includes(type) && disabled !== true && !(name in pinData),
	);
	let begun = Date.now();
	let stoppedAt = Infinity;
	let nodesRun = 0;
	let mostItems = 0;
	let turn = time.turns;
	let inThisTurn = 0;
	let reads = 0;
	let stop = () => {};

	const stopWhenTooLong = () => {
		const isTooLong =
			nodesRun >= MOST_STEPS || mostItems > MOST_ITEMS || Date.now() - begun > MOST_MS;
		if (record.stopped || !isTooLong) return;
		record.stopped = true;
		stoppedAt = Date.now();
		stop();
	};
	const beforeEachTimer = () => {
		stopWhenTooLong();
		if (Date.now() - stoppedAt > STOPPED_AFTER_MS) throw new Error('It does not stop');
	};
	const options: ExecuteOptions = {
		workflow,
		items,
		credential: {
			get apiKey() {
				if (++reads <= drawing.credential.goodReads) return `key-${id}`;
				if (!drawing.credential.isDeleted) return 'revoked';
				throw new Error('Credential with ID "1" does not exist');
			},
			baseUrl: `https://api-${id}.test`,
		},
		// n8n adds to the items.
		pinData: structuredClone(pinData),
		executionId: `loop-${id}`,
		watch: (hooks) => {
			hooks.addHandler('nodeExecuteBefore', (name) => {
				nodesRun++;
				if (turn !== time.turns) inThisTurn = 0;
				turn = time.turns;
				if (ours.some((node) => node.name === name)) inThisTurn++;
				record.longestMonopoly = Math.max(record.longestMonopoly, inThisTurn);
				stopWhenTooLong();
			});
			hooks.addHandler('nodeExecuteAfter', (_name, { data }) => {
				mostItems = Math.max(mostItems, ...(data?.main ?? []).map((all) => all?.length ?? 0));
			});
		},
	};
	for (let resumeOf: IRun | undefined; ; ) {
		const execution = await start({ ...options, resumeOf });
		stop = execution.stop;
		const { run } = await time.watch(execution.finished, beforeEachTimer);
		record.steps = ours.flatMap((node) => stepsOf(node, run));
		if (run.waitTill == null || record.stopped) return record;
		if (++record.pauses > MOST_PAUSES) return { ...record, stopped: true };
		const pausedAt = Date.now();
		time.putForward((run.waitTill.getTime() - pausedAt) / 1000);
		begun += Date.now() - pausedAt;
		resumeOf = run;
	}
}

function stepsOf(node: INode, { data }: IRun): Step[] {
	const { runData } = data.resultData;
	return (runData[node.name] ?? []).map((result, runIndex) => {
		const [from] = result.source;
		const before = runData[from?.previousNode ?? '']?.[from?.previousNodeRun ?? 0];
		const input = before?.data?.main?.[from?.previousNodeOutput ?? 0] ?? [];
		return { node, runIndex, input, result };
	});
}
