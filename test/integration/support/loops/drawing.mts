import fc from 'fast-check';
import type { IConnections, IDataObject, INode, INodeParameters, IPinData } from 'n8n-workflow';
import { START_TYPE } from '../nodeTypes.mts';
import type { Fate, Mood } from './service.mts';
import { EDIT_TYPE, EDITS, LOOP_TYPE, NO_OP_TYPE, WAIT_TYPE } from './testNodes.mts';
import { type WorkflowJson } from '../workflows.mts';

export const VEO_TYPE = 'n8n-nodes-highwayapi.veoLiteFirstLastFrame';
export const TASK_TYPE = 'n8n-nodes-highwayapi.waitForTask';

/** How a credential breaks: its address is refused, it is gone, or its key is. */
export type Break = 'refused' | 'deleted' | 'rejected';

/** A case: a workflow as somebody may have drawn it, and what happens around it. */
export interface Drawing {
	workflow: WorkflowJson;
	pinData: IPinData;
	items: IDataObject[];
	mood: Mood;
	fates: Fate[];
	/** After how many reads of the credential it breaks, and how. */
	credential: { breaksAfter: number; how: Break };
}

/** A value that an expression fails to give. */
const NOTHING = '={{ $json.nothing }}';

/** Mostly the first, sometimes one of the others. */
const mostly = <T,>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
	fc.oneof(
		{ weight: 24, arbitrary: fc.constant(usual) },
		...others.map((other) => ({ weight: 1, arbitrary: fc.constant(other) })),
	);

const veoOptions = fc.record(
	{
		maxVideosPerExecution: fc.constantFrom<number | string>(1, 2, 3, 5, NOTHING),
		sampleCount: mostly<number | string>(2, 4, NOTHING),
	},
	{ requiredKeys: [] },
);

const veo: fc.Arbitrary<INodeParameters> = fc.record({
	prompt: mostly('={{ $json.title ?? "x" }}', 'x', NOTHING),
	duration: mostly<number | string>(8, NOTHING),
	lastFrameUrl: mostly('https://pictures.test/last.png', NOTHING),
	options: fc.oneof(fc.constant({}), veoOptions),
});

const task: fc.Arbitrary<INodeParameters> = fc.record({
	operation: fc.constantFrom('suspend', 'suspend', 'wait', 'check'),
	taskId: mostly('={{ $json.task_id }}', NOTHING, 'made-up', 'early'),
	timeoutMinutes: mostly<number | string>(8, 0.5, 2, NOTHING),
	downloadFiles: mostly<boolean | string>(false, true, NOTHING),
	options: fc.oneof(
		fc.constant({}),
		fc.record(
			{
				output: mostly('perFile', 'perTask', NOTHING),
				simplify: mostly<boolean | string>(true, false, NOTHING),
				pollInterval: mostly<number | string>(5, NOTHING),
				fileName: mostly('x', NOTHING),
			},
			{ requiredKeys: [] },
		),
	),
});

const kinds: Record<string, fc.Arbitrary<INodeParameters>> = {
	[VEO_TYPE]: veo,
	[TASK_TYPE]: task,
	[WAIT_TYPE]: fc.record({
		amount: mostly<number | string>('={{ $json.wait_for_task.check_again_in }}', 0, 2, 70),
	}),
	[LOOP_TYPE]: fc.record({ batchSize: fc.constantFrom(1, 2) }),
	[EDIT_TYPE]: fc.record({ edit: fc.constantFrom(...EDITS) }),
	[NO_OP_TYPE]: fc.constant({}),
};

const settings: fc.Arbitrary<Partial<INode>> = fc.record({
	onError: fc.constantFrom<INode['onError']>(
		'continueRegularOutput',
		'continueRegularOutput',
		'continueErrorOutput',
		'stopWorkflow',
	),
	disabled: mostly(false, true),
	alwaysOutputData: mostly(false, true),
	executeOnce: mostly(false, true),
	retryOnFail: mostly(false, true),
	maxTries: fc.constant(2),
	waitBetweenTries: mostly(1000, 100),
});

interface Part {
	type: string;
	parameters: INodeParameters;
	settings: Partial<INode>;
	pinned: IDataObject[] | undefined;
	/** Where on the canvas, which decides what n8n runs first. */
	y: number;
}

const json: fc.Arbitrary<IDataObject> = fc.oneof(
	fc.nat(2).map((title) => ({ title: `title ${title}` })),
	fc.constantFrom(
		{},
		{ task_id: 'early' },
		{ task_id: 'made-up' },
		{ task_id: 'early', title: 'x' },
	),
);

const part = (type: string): fc.Arbitrary<Part> =>
	fc.record({
		type: fc.constant(type),
		parameters: kinds[type] as fc.Arbitrary<INodeParameters>,
		settings,
		pinned: fc.oneof(
			{ weight: 20, arbitrary: fc.constant(undefined) },
			{ weight: 1, arbitrary: fc.array(json, { minLength: 1, maxLength: 2 }) },
		),
		y: fc.nat(3),
	});

const OURS = [VEO_TYPE, TASK_TYPE];
const anyPart = fc.constantFrom(...Object.keys(kinds), ...OURS, TASK_TYPE).chain(part);

/** An output of a node (by number; 0 is the trigger), and the node that it leads to. */
interface Edge {
	from: number;
	output: number;
	to: number;
}

interface Sketch {
	parts: Part[];
	edges: Edge[];
}

const edgeAmong = (count: number): fc.Arbitrary<Edge> =>
	fc
		.record({
			from: fc.nat(count),
			output: fc.constantFrom(0, 0, 1, 1, 2),
			to: fc.integer({ min: 1, max: count }),
		})
		// The trigger has one output.
		.map(({ from, output, to }) => ({ from, output: from === 0 ? 0 : output, to }));

/** Nodes wired in any way. */
const anySketch: fc.Arbitrary<Sketch> = fc
	.array(anyPart, { minLength: 1, maxLength: 5 })
	.chain((parts) =>
		fc.record({
			parts: fc.constant(parts),
			edges: fc.tuple(
				// Most nodes lie on a way from the trigger, or nothing would be run.
				fc.subarray(
					parts.map((_, index) => ({ from: index, output: 0, to: index + 1 })),
					{ minLength: parts.length - 1 },
				),
				fc.array(edgeAmong(parts.length), { minLength: 1, maxLength: parts.length + 2 }),
			),
		}),
	)
	.map(({ parts, edges: [way, any] }) => ({ parts, edges: [...way, ...any] }));

/** A loop as it is meant, with a node more, connections that nobody wanted, and perhaps one missing. */
function spoilt(parts: Array<fc.Arbitrary<Part>>, names: string, wiring: string) {
	const meant = wiring.split(' ').map((edge): Edge => {
		const [from = '', output, to = ''] = edge;
		return { from: names.indexOf(from), output: Number(output), to: names.indexOf(to) };
	});
	return fc
		.record({
			parts: fc.tuple(...parts, anyPart),
			kept: fc.subarray(meant, { minLength: meant.length - 1 }),
			unwanted: fc.oneof(
				fc.constant([]),
				fc.array(edgeAmong(parts.length + 1), { minLength: 1, maxLength: 3 }),
			),
		})
		.map(
			({ parts: all, kept, unwanted }): Sketch => ({ parts: all, edges: [...kept, ...unwanted] }),
		);
}

const suspendedTask = part(TASK_TYPE).map((loop) => ({
	...loop,
	parameters: { ...loop.parameters, operation: 'suspend' },
}));

/** Start, Veo, Task, n8n's Wait, Next. */
const waitingLoop = spoilt(
	[part(VEO_TYPE), suspendedTask, part(WAIT_TYPE)],
	'SVTWN',
	'S0V V0T T0N T1W W0T',
);

/** The same for one batch after another: Start, Loop Over Items, Veo, Task, n8n's Wait, Next. */
const batchLoop = spoilt(
	[part(LOOP_TYPE), part(VEO_TYPE), suspendedTask, part(WAIT_TYPE)],
	'SLVTWN',
	'S0L L0N L1V V0T T0L T1W W0T',
);

export const nameOf = (index: number): string => (index === 0 ? 'Start' : `Node ${index}`);

function drawn({ parts, edges }: Sketch): Pick<Drawing, 'workflow' | 'pinData'> {
	const start: INode = {
		id: '0',
		name: nameOf(0),
		type: START_TYPE,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const nodes = parts.map(({ type, parameters, settings: chosen, y }, index): INode => {
		const number = index + 1;
		const isOurs = OURS.includes(type);
		// Each node that submits says by its picture who it is.
		const picture = { firstFrameUrl: `https://pictures.test/${number}.png` };
		return {
			id: String(number),
			name: nameOf(number),
			type,
			typeVersion: 1,
			position: [200 * number, 100 * y],
			parameters: type === VEO_TYPE ? { ...parameters, ...picture } : parameters,
			...(isOurs ? { credentials: { highwayApi: { id: '1', name: 'Highway API' } } } : {}),
			...(JSON.parse(JSON.stringify(chosen)) as Partial<INode>),
		};
	});
	const connections: IConnections = {};
	for (const { from, output, to } of edges) {
		const main = ((connections[nameOf(from)] ??= { main: [] }).main ??= []);
		while (main.length <= output) main.push([]);
		main[output]?.push({ node: nameOf(to), type: 'main', index: 0 });
	}
	return {
		workflow: { nodes: [start, ...nodes], connections },
		pinData: Object.fromEntries(
			parts.flatMap(({ pinned }, index) =>
				pinned === undefined ? [] : [[nameOf(index + 1), pinned.map((one) => ({ json: one }))]],
			),
		),
	};
}

/** A node of this package that n8n runs: neither deactivated nor pinned. */
export function isActive({ workflow, pinData }: Drawing, name: string): boolean {
	const node = workflow.nodes.find((one) => one.name === name);
	return (
		node !== undefined &&
		OURS.includes(node.type) &&
		node.disabled !== true &&
		pinData[name] === undefined
	);
}

/** Whether there is a loop without an active node of this package in it, which is n8n's own matter. */
export function loopsWithoutUs(drawing: Drawing): boolean {
	const { nodes, connections } = drawing.workflow;
	const next = (name: string): string[] => {
		const node = nodes.find((one) => one.name === name);
		const endsByItself = node?.type === LOOP_TYPE && node.disabled !== true;
		return (connections[name]?.main ?? [])
			.filter((_, output) => !(endsByItself && output === 1 && drawing.pinData[name] === undefined))
			.flatMap((targets) => targets ?? [])
			.map((target) => target.node)
			.filter((target) => !isActive(drawing, target));
	};
	const leadsBack = (from: string, to: string, seen = new Set<string>()): boolean =>
		next(from).some((name) => {
			if (name === to) return true;
			if (seen.has(name)) return false;
			seen.add(name);
			return leadsBack(name, to, seen);
		});
	return nodes.some(({ name }) => !isActive(drawing, name) && leadsBack(name, name));
}

const fate: fc.Arbitrary<Fate> = fc.record({
	seconds: fc.constantFrom(0, 20, 100, 300, 1000, Infinity),
	fails: mostly(false, false, true),
});

export const drawings: fc.Arbitrary<Drawing> = fc
	.record({
		sketch: fc.oneof(anySketch, waitingLoop, waitingLoop, batchLoop),
		items: fc.array(json, { minLength: 1, maxLength: 3 }),
		mood: mostly<Mood>('accepts', 'refuses', 'isOverloaded', 'cutsTheConnection'),
		fates: fc.array(fate, { minLength: 1, maxLength: 3 }),
		credential: fc.record({
			breaksAfter: mostly(Infinity, 0, 1, 2, 3),
			how: fc.constantFrom<Break>('refused', 'deleted', 'rejected'),
		}),
	})
	.map(({ sketch, ...rest }) => ({ ...drawn(sketch), ...rest }))
	.filter((drawing) => !loopsWithoutUs(drawing));
