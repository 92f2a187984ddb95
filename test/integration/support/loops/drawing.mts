import fc from 'fast-check';
import type { INode, INodeExecutionData, INodeParameters, IPinData } from 'n8n-workflow';
import { START_TYPE } from '../nodeTypes.mts';
import type { WorkflowJson } from '../workflows.mts';
import { EDIT_TYPE, EDITS, LOOP_TYPE, WAIT_TYPE } from './testNodes.mts';

export const VEO_TYPE = 'n8n-nodes-highwayapi.veoLiteFirstLastFrame';
export const TASK_TYPE = 'n8n-nodes-highwayapi.waitForTask';

/** A case: a workflow as somebody may have drawn it, and what happens around it. */
export interface Drawing {
	workflow: WorkflowJson;
	pinData: IPinData;
	items: INodeExecutionData[];
	/** How the service takes submissions. */
	mood: 'accepts' | 'refuses' | 'isOverloaded' | 'cutsTheConnection';
	/** What becomes of its tasks, one after another: after how long they end, and how. */
	fates: Array<{ seconds: number; fails: boolean }>;
	/** After how many reads it breaks: it is deleted then, or its key is refused. */
	credential: { goodReads: number; isDeleted: boolean };
}

/** A value that an expression fails to give. */
const NOTHING = '={{ $json.nothing }}';

/** Mostly the first, sometimes one of the others. */
const mostly = <T,>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
	fc.oneof(
		{ weight: 24, arbitrary: fc.constant(usual) },
		{ weight: others.length, arbitrary: fc.constantFrom(...others) },
	);

const parametersOf: Record<string, fc.Arbitrary<INodeParameters>> = {
	[VEO_TYPE]: fc.record({
		prompt: mostly('={{ $json.title ?? "x" }}', 'x', NOTHING),
		duration: mostly<number | string>(8, NOTHING),
		lastFrameUrl: mostly('https://pictures.test/last.png', NOTHING),
		options: fc.record(
			{
				maxVideosPerExecution: fc.constantFrom<number | string>(1, 2, 3, 5, NOTHING),
				sampleCount: mostly<number | string>(2, 4, NOTHING),
			},
			{ requiredKeys: [] },
		),
	}),
	[TASK_TYPE]: fc.record({
		operation: fc.constantFrom('suspend', 'wait', 'check'),
		taskId: mostly('={{ $json.task_id }}', NOTHING, 'made-up', 'early'),
		timeoutMinutes: mostly<number | string>(8, 0.5, 2, NOTHING),
		downloadFiles: mostly<boolean | string>(false, true, NOTHING),
		options: fc.record(
			{
				output: mostly('perFile', 'perTask', NOTHING),
				simplify: mostly<boolean | string>(true, false, NOTHING),
			},
			{ requiredKeys: [] },
		),
	}),
	[WAIT_TYPE]: fc.record({
		amount: mostly<number | string>('={{ $json.wait_for_task.check_again_in }}', 0, 2, 70),
	}),
	[LOOP_TYPE]: fc.record({ batchSize: fc.constantFrom(1, 2) }),
	[EDIT_TYPE]: fc.record({ edit: fc.constantFrom(...EDITS) }),
};

const node = (name: string, type: string): fc.Arbitrary<INode> =>
	fc
		.record({
			parameters: parametersOf[type] as fc.Arbitrary<INodeParameters>,
			// Decides what n8n runs first.
			y: fc.nat(3),
			onError: fc.constantFrom<NonNullable<INode['onError']>>(
				'continueRegularOutput',
				'continueRegularOutput',
				'continueErrorOutput',
				'stopWorkflow',
			),
			disabled: mostly(false, true),
			alwaysOutputData: mostly(false, true),
			retryOnFail: mostly(false, true),
		})
		.map(({ parameters, y, ...settings }) => ({
			...settings,
			id: name,
			name,
			type,
			typeVersion: 1,
			position: [0, y],
			// Each node that submits says by its picture who it is.
			parameters: {
				...parameters,
				firstFrameUrl: `https://pictures.test/${name}.png`,
				...(name === 'T' && { operation: 'suspend' }),
			},
			credentials: { highwayApi: { id: '1', name: 'Highway API' } },
		}));

/** What the letters stand for; a node of any type where they say nothing. */
const TYPES: Record<string, string> = { V: VEO_TYPE, T: TASK_TYPE, L: LOOP_TYPE, W: WAIT_TYPE };
const anyType = [...Object.keys(parametersOf), VEO_TYPE, TASK_TYPE, TASK_TYPE];
const start = { ...{ id: 'S', name: 'S', type: START_TYPE, typeVersion: 1 }, parameters: {} };

function nodeOf(letter: string): fc.Arbitrary<INode> {
	if (letter === 'S') return fc.constant({ ...start, position: [0, 0] });
	const type = TYPES[letter];
	return type === undefined
		? fc.oneof(...anyType.map((one) => node(letter, one)))
		: node(letter, type);
}

const items: fc.Arbitrary<INodeExecutionData[]> = fc.array(
	fc.record({
		json: fc.record(
			{ title: fc.constantFrom('1', '2', '3'), task_id: mostly('early', 'made-up') },
			{ requiredKeys: [] },
		),
	}),
	{ minLength: 1, maxLength: 3 },
);

/** Connections as they are meant, perhaps without one of them, and with others that nobody wanted. */
function spoilt(meant: string): fc.Arbitrary<Pick<Drawing, 'workflow' | 'pinData'>> {
	const edges = meant.split(' ');
	const letters = [...new Set(meant.match(/[A-Z]/g))];
	const [, ...drawn] = letters;
	const outputs = ['S0', ...drawn.flatMap((name) => [0, 1, 2].map((output) => name + output))];
	const unwanted = fc.tuple(fc.constantFrom(...outputs), fc.constantFrom(...drawn));
	return fc
		.record({
			nodes: fc.tuple(...letters.map(nodeOf)),
			kept: fc.subarray(edges, { minLength: edges.length - 1 }),
			more: fc.array(
				unwanted.map((ends) => ends.join('')),
				{ maxLength: 3 },
			),
			pinned: mostly('nothing', ...drawn),
			pins: items,
		})
		.map(({ nodes, kept, more, pinned, pins }) => {
			const from = (output: string) =>
				[...kept, ...more]
					.filter((edge) => edge.startsWith(output))
					.map((edge) => ({ node: edge.charAt(2), type: 'main' as const, index: 0 }));
			const connections = Object.fromEntries(
				letters.map((name) => [name, { main: [0, 1, 2].map((output) => from(name + output)) }]),
			);
			return { workflow: { nodes, connections }, pinData: { [pinned]: pins } };
		});
}

/** From one letter by an output to another: Start, Veo, Task, n8n's Wait, Loop Over Items, and any others. */
const SHAPES = [
	'S0V V0T T0N T1W W0T',
	'S0V V0T T0N T1W W0T',
	'S0L L0N L1V V0T T0L T1W W0T',
	'S0V V0T T0B B0T T1W W0T',
	'S0A A0B B0C C0D',
];

export const drawings: fc.Arbitrary<Drawing> = fc
	.record({
		drawn: fc.oneof(...SHAPES.map(spoilt)),
		items,
		mood: mostly<Drawing['mood']>('accepts', 'refuses', 'isOverloaded', 'cutsTheConnection'),
		fates: fc.array(
			fc.record({
				seconds: fc.constantFrom(0, 20, 100, 300, 1000, Infinity),
				fails: mostly(false, true),
			}),
			{ minLength: 1, maxLength: 3 },
		),
		credential: fc.record({ goodReads: mostly(Infinity, 0, 1, 2, 3), isDeleted: fc.boolean() }),
	})
	.map(({ drawn, ...rest }) => ({ ...drawn, ...rest }));
