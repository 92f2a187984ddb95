import fc from 'fast-check';
import { drawings, type Drawing } from './support/loops/drawing.mts';
import { judge } from './support/loops/judge.mts';
import { runDrawing } from './support/loops/runDrawing.mts';
import { useVirtualTime } from './support/loops/virtualTime.mts';

const time = useVirtualTime();

/** `npm run test:loops` draws thousands, or as many as LOOP_RUNS says. */
const MANY = process.env.npm_lifecycle_event === 'test:loops';
const RUNS = Number(process.env.LOOP_RUNS ?? (MANY ? 5000 : 200));
/** Of an earlier run, to have the same cases once more. */
const SEED = process.env.LOOP_SEED === undefined ? undefined : Number(process.env.LOOP_SEED);

describe('whatever somebody draws', () => {
	it('no workflow spends without limit, runs hot, keeps n8n busy or hands on failures as results', async () => {
		const seen = { parked: 0, stopped: 0, submitted: 0, refused: 0, steps: 0, pauses: 0 };
		const property = fc.asyncProperty(drawings, async (drawing: Drawing) => {
			const record = await runDrawing(drawing, time);
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
