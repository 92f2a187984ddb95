import { LIMIT_SCENARIOS } from '../unit/nodes/support/limitScenarios.mts';
import type { Row } from './table.mts';

/** Submitting and polling at the limits of an account, by the limiter of the nodes on a virtual clock. */
export async function limits(): Promise<Row[]> {
	return await Promise.all(
		LIMIT_SCENARIOS.map(async ({ name, best, most, most429, run }) => {
			const { seconds, lost, refusedShare } = await run(1);
			const share = 100 * refusedShare;
			const goals = [
				...(most < Infinity ? [`at most ${most}`] : []),
				'none lost',
				...(most429 < 100 ? [`at most ${most429} % answered 429`] : []),
			];
			return {
				task: `${name} (simulated; ${lost || 'none'} lost, ${share.toFixed(1)} % answered 429); ratio to what the limit allows`,
				ours: seconds,
				unit: 's',
				toIdeal: seconds / best,
				goal: goals.join(', '),
				met: lost === 0 && seconds <= most * best && share <= most429,
			};
		}),
	);
}
