import fc from 'fast-check';
import { drawings } from './support/loops/drawing.mts';
import { judge } from './support/loops/judge.mts';
import { runDrawing } from './support/loops/runDrawing.mts';
import { useVirtualTime } from './support/virtualTime.mts';

useVirtualTime();

/** `npm run test:loops` draws thousands, or as many as LOOP_RUNS says. */
const MANY = process.env.npm_lifecycle_event === 'test:loops';
const RUNS = Number(process.env.LOOP_RUNS ?? (MANY ? 5000 : 150));
/** Of an earlier run, to have the same cases once more. */
const SEED = process.env.LOOP_SEED === undefined ? undefined : Number(process.env.LOOP_SEED);

describe('whatever somebody draws', () => {
	it('no workflow spends without limit, runs hot, keeps n8n busy or hands on failures as results', async () => {
		const seen = { parked: 0, stopped: 0, submitted: 0 };
		const property = fc.asyncProperty(drawings, async (drawing) => {
			const record = await runDrawing(drawing);
			seen.parked += Number(record.pauses > 0);
			seen.stopped += Number(record.stopped && record.steps.length > 5);
			seen.submitted += Number(record.service.accepted.length > 0);
			expect(judge(drawing, record)).toEqual([]);
		});
		await fc.assert(property, { numRuns: RUNS, seed: SEED });
		if (MANY) process.stdout.write(`${RUNS} cases: ${JSON.stringify(seen)}\n`);
		// What never parks, submits or loops proves nothing.
		expect(Math.min(...Object.values(seen))).toBeGreaterThan(RUNS / 200);
	}, 3_600_000);
});
