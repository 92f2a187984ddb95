import type { Server, Step } from './plan.mts';
import type { Result } from './result.mts';
import { run, serve, type Terminal } from './terminal.mts';

/** Carries out what was planned for a command. */
export async function carryOut(step: Step, terminal: Terminal): Promise<Result> {
	const about = { at: { file: step.file, line: step.line }, what: step.command };
	if (step.kind === 'leave') return { ...about, note: step.why, isLeft: true };
	const start = Date.now();
	const problem =
		step.kind === 'serve'
			? await beside(step, terminal, async () => undefined)
			: step.beside
				? await beside(step.beside, terminal, async () => await run(step.run, terminal))
				: await run(step.run, terminal);
	if (problem !== undefined) return { ...about, problem };
	const took = `${((Date.now() - start) / 1000).toFixed(1)} s`;
	const how =
		step.kind === 'serve'
			? 'was ready, and ended on Ctrl-C'
			: step.beside
				? `succeeded beside “${step.beside.run}”`
				: 'succeeded';
	return { ...about, note: `${how} (${took})${step.note === undefined ? '' : `; ${step.note}`}` };
}

/**
 * Has something done while a server runs.
 *
 * @returns why that, the server's start or its end did not succeed
 */
async function beside(
	{ run, ready }: Server,
	terminal: Terminal,
	work: () => Promise<string | undefined>,
): Promise<string | undefined> {
	const serving = await serve(run, ready, terminal);
	if (typeof serving === 'string') return `“${run}” ${serving}`;
	const problem = await work();
	const atItsEnd = await serving.stop();
	return problem ?? (atItsEnd === undefined ? undefined : `“${run}” ${atItsEnd}`);
}
