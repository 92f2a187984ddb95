import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeParameters,
	IRun,
	ITaskData,
} from 'n8n-workflow';
import { start, type ExecuteOptions } from '../execute.mts';
import { replaceType } from '../nodeTypes.mts';
import { time } from '../virtualTime.mts';
import { TASK_TYPE, VEO_TYPE, type Break, type Drawing } from './drawing.mts';
import { LoopService } from './service.mts';

/** One time that n8n ran a node of this package. */
export interface Step {
	node: string;
	/** Milliseconds since 1970 at which it began. */
	at: number;
	/** What it was to work on, so that the same work is known again. */
	work: string;
	input: INodeExecutionData[];
	parameters: INodeParameters;
	/** What n8n made of it; absent when the execution was stopped meanwhile. */
	result?: ITaskData;
}

export interface Record {
	service: LoopService;
	steps: Step[];
	/** Most nodes that n8n ran without a turn of the process's event loop between them. */
	longestMonopoly: number;
	/** How often the execution was parked. */
	pauses: number;
	/** Whether it had to be stopped. */
	stopped: boolean;
	/** What n8n refused to run at all. */
	refused: string | undefined;
}

/** When an execution is stopped: by far enough to tell pace from a hot loop. */
const MOST_STEPS = 60;
const MOST_PAUSES = 6;
const MOST_MS = 4 * 60_000;
const MOST_TIMERS = 1500;
/** In one output: loops in loops double them. */
const MOST_ITEMS = 100;

/** What n8n's own pauses and a request under way may still take after a Stop. */
const STOPPED_AFTER_MS = 10_000;

/** More nodes than this in one turn of the event loop, and n8n answers nobody. */
const HARD_MONOPOLY = 400;

let cases = 0;

/** Notes whenever a node of this package is run, with what it was given. */
let noteRun: (context: IExecuteFunctions) => void = () => {};
for (const type of [VEO_TYPE, TASK_TYPE]) {
	replaceType(type, (original) => ({
		description: original.description,
		async execute(this: IExecuteFunctions) {
			noteRun(this);
			return (await original.execute?.call(this)) ?? null;
		},
	}));
}

/** A credential that is good for so many reads. */
function breakingCredential(
	{ breaksAfter, how }: { breaksAfter: number; how: Break },
	good: { apiKey: string; baseUrl: string },
) {
	let reads = 0;
	return {
		get apiKey() {
			if (++reads <= breaksAfter) return good.apiKey;
			if (how === 'deleted') throw new Error('Credential with ID "1" does not exist');
			return how === 'rejected' ? 'revoked' : good.apiKey;
		},
		get baseUrl() {
			return reads > breaksAfter && how === 'refused' ? 'http://198.51.100.7' : good.baseUrl;
		},
	};
}

function workOf(context: IExecuteFunctions, items: INodeExecutionData[]): string {
	const ids = items.map((_, index) => {
		try {
			return context.getNodeParameter('taskId', index);
		} catch {
			return undefined;
		}
	});
	if (ids.every((id) => typeof id === 'string' && id !== '')) return JSON.stringify(ids.sort());
	return JSON.stringify(
		items.map(({ json: { wait_for_task: _w, error: _e, message: _m, ...json } }) => json),
	);
}

/** Executes a case in n8n's engine until it ends, or has been watched for long enough. */
export async function runDrawing(drawing: Drawing): Promise<Record> {
	const id = ++cases;
	const key = `key-${id}`;
	const service = new LoopService(key, drawing.mood, drawing.fates);
	service.addTask('early', { seconds: 0, fails: false });
	service.install();
	const record: Record = {
		service,
		steps: [],
		longestMonopoly: 0,
		pauses: 0,
		stopped: false,
		refused: undefined,
	};
	let begun = Date.now();
	let stoppedAt = Infinity;
	let nodesRun = 0;
	let timers = 0;
	let mostItems = 0;
	let turn = time.turns;
	let inThisTurn = 0;
	let running: Step | undefined;
	let stop: () => void = () => {};

	const stopWhenTooLong = () => {
		if (record.stopped) return;
		const isTooLong =
			nodesRun >= MOST_STEPS ||
			inThisTurn > HARD_MONOPOLY ||
			timers > MOST_TIMERS ||
			mostItems > MOST_ITEMS ||
			Date.now() - begun > MOST_MS;
		if (!isTooLong) return;
		record.stopped = true;
		stoppedAt = Date.now();
		stop();
	};
	const beforeEachTimer = () => {
		timers++;
		stopWhenTooLong();
		if (Date.now() - stoppedAt > STOPPED_AFTER_MS) throw new Error('It does not stop');
	};
	const options: ExecuteOptions = {
		workflow: drawing.workflow,
		items: drawing.items.map((json) => ({ json })),
		credential: breakingCredential(drawing.credential, {
			apiKey: key,
			baseUrl: `https://api-${id}.test`,
		}),
		// n8n adds to the items.
		pinData: structuredClone(drawing.pinData),
		executionId: `loop-${id}`,
		watch: (hooks) => {
			hooks.addHandler('nodeExecuteBefore', () => {
				nodesRun++;
				inThisTurn = turn === time.turns ? inThisTurn + 1 : 1;
				turn = time.turns;
				record.longestMonopoly = Math.max(record.longestMonopoly, inThisTurn);
				running = undefined;
				stopWhenTooLong();
			});
			hooks.addHandler('nodeExecuteAfter', (_name, result) => {
				if (running !== undefined) running.result = result;
				for (const items of result.data?.main ?? []) {
					mostItems = Math.max(mostItems, items?.length ?? 0);
				}
			});
		},
	};
	noteRun = (context) => {
		// A second try of "Retry On Fail" belongs to the same step.
		if (running !== undefined) return;
		const input = context.getInputData();
		running = {
			node: context.getNode().name,
			at: Date.now(),
			work: workOf(context, input),
			input: structuredClone(input),
			parameters: context.getNode().parameters,
		};
		record.steps.push(running);
	};

	for (let resumeOf: IRun | undefined; ; ) {
		try {
			const execution = await start({ ...options, resumeOf });
			stop = execution.stop;
			const { run } = await time.watch(execution.finished, beforeEachTimer);
			if (run.waitTill == null || record.stopped) return record;
			if (++record.pauses > MOST_PAUSES) {
				record.stopped = true;
				return record;
			}
			const pausedAt = Date.now();
			time.putForward((run.waitTill.getTime() - pausedAt) / 1000);
			begun += Date.now() - pausedAt;
			resumeOf = run;
		} catch (error) {
			record.refused = String(error);
			return record;
		}
	}
}
