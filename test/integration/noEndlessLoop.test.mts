import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';
import { drawings, TASK_TYPE, VEO_TYPE, type Drawing } from './support/loops/drawing.mts';
import { judge } from './support/loops/judge.mts';
import { runDrawing } from './support/loops/runDrawing.mts';
import { EDIT_TYPE } from './support/loops/testNodes.mts';
import { useVirtualTime } from './support/virtualTime.mts';
import { START_TYPE } from './support/nodeTypes.mts';

useVirtualTime();

/** `npm run test:loops` draws thousands, or as many as LOOP_RUNS says. */
const MANY = process.env.npm_lifecycle_event === 'test:loops';
const RUNS = Number(process.env.LOOP_RUNS ?? (MANY ? 5000 : 150));
/** Of an earlier run, to have the same cases once more. */
const SEED = process.env.LOOP_SEED === undefined ? undefined : Number(process.env.LOOP_SEED);

/** A node of this package whose items come round with another number each time. */
function changingLoop(type: string, parameters: INodeParameters): Drawing {
	const to = (node: string) => [{ node, type: 'main' as const, index: 0 }];
	const node = { typeVersion: 1, position: [0, 0] as [number, number] };
	const ours = {
		...node,
		credentials: { highwayApi: { id: '1', name: 'Highway API' } },
		onError: 'continueRegularOutput' as const,
	};
	return {
		workflow: {
			nodes: [
				{ ...node, id: '0', name: 'Start', type: START_TYPE, parameters: {} },
				{ ...ours, id: '1', name: 'Ours', type, parameters },
				{ ...node, id: '2', name: 'Edit', type: EDIT_TYPE, parameters: { edit: 'count' } },
			],
			connections: {
				Start: { main: [to('Ours')] },
				Ours: { main: [to('Edit')] },
				Edit: { main: [to('Ours')] },
			},
		},
		items: [{ title: 'x' }],
		mood: 'accepts',
		fates: [{ seconds: 0, fails: false }],
		credential: { breaksAfter: Infinity, how: 'rejected' },
		pinData: {},
	};
}

describe('items that fail and come round changed', () => {
	const picture = 'https://pictures.test/1.png';
	const nothing = '={{ $json.nothing }}';
	it.each([
		['no prompt', VEO_TYPE, { prompt: nothing }],
		['no limit left', VEO_TYPE, { prompt: 'x', options: { maxVideosPerExecution: 1 } }],
		['no task', TASK_TYPE, { operation: 'wait', taskId: nothing }],
		['no time-out', TASK_TYPE, { operation: 'wait', taskId: 'early', timeoutMinutes: nothing }],
	])('leave n8n time for others: %s', async (_what, type, parameters) => {
		const frames = type === VEO_TYPE ? { firstFrameUrl: picture, lastFrameUrl: picture } : {};
		const drawing = changingLoop(type, { ...frames, ...parameters });
		const record = await runDrawing(drawing);
		expect(record.stopped).toBe(true);
		expect(judge(drawing, record)).toEqual([]);
	});
});

describe('whatever somebody draws', () => {
	it('no workflow spends without limit, runs hot, keeps n8n busy or hands on failures as results', async () => {
		const seen = { parked: 0, stopped: 0, submitted: 0, refused: 0, steps: 0, pauses: 0 };
		const property = fc.asyncProperty(drawings, async (drawing: Drawing) => {
			const record = await runDrawing(drawing);
			seen.steps += record.steps.length;
			seen.pauses += record.pauses;
			seen.parked += Number(record.pauses > 0);
			seen.stopped += Number(record.stopped);
			seen.submitted += Number(record.service.accepted.length > 0);
			seen.refused += Number(record.refused !== undefined);
			expect(judge(drawing, record)).toEqual([]);
		});
		const result = await fc.check(property, { numRuns: RUNS, seed: SEED });
		if (MANY) {
			process.stdout.write(
				`seed ${result.seed}, ${result.numRuns} cases: ${JSON.stringify(seen)}\n`,
			);
		}
		if (result.failed) {
			const { message } = result.errorInstance as Error;
			throw new Error(`${fc.defaultReportMessage(result)}\n${message}`);
		}
		// What never parks, submits or loops proves nothing.
		expect(Math.min(seen.parked, seen.stopped, seen.submitted)).toBeGreaterThan(RUNS / 50);
	}, 3_600_000);
});
