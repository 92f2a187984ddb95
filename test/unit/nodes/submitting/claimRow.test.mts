import type { ClaimDoor } from '../../../../nodes/shared/submitting/claimEntries.ts';
import { ClaimRow } from '../../../../nodes/shared/submitting/claimRow.ts';
import { FakeClock } from '../support/fakeClock.mts';

describe('a claim that other workers overwrite every time', () => {
	it('removes no key that may be another worker’s by then', async () => {
		const clock = new FakeClock();
		const removed: string[][] = [];
		const door: ClaimDoor = {
			record: async (values) => new Set(values),
			remove: async (values) => {
				removed.push(values);
				return true;
			},
		};
		const row = new ClaimRow(clock, () => 0.5);
		expect(await clock.until(row.claim(['key'], 'token', door))).toBe('unclaimable');
		await clock.until(clock.sleep(2000));
		expect(removed.flat()).not.toContain('key');
	});
});
