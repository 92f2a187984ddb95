import type { Estimate } from '../../../nodes/shared/waiting/estimate.ts';
import { delayWhileRunning } from '../../../nodes/shared/waiting/pollDelay.ts';

const POLL = 5000;
const at = (seconds: number, hints: Omit<Estimate, 'at'> = {}): Estimate => ({
	at: seconds * 1000,
	...hints,
});
const pause = (hints: Estimate, before?: Estimate) => delayWhileRunning(POLL, hints, before) / 1000;

describe('the pause before the next look', () => {
	it('is the poll interval where the service says nothing', () => {
		expect(pause(at(0))).toBe(5);
		expect(pause(at(5), at(0))).toBe(5);
	});

	it('is shorter than that at the first look when the end is near, never longer', () => {
		expect(pause(at(0, { etaSeconds: 3 }))).toBe(3);
		expect(pause(at(0, { etaSeconds: 0.1 }))).toBe(1);
		expect(pause(at(0, { etaSeconds: 600 }))).toBe(5);
		expect(pause(at(0, { etaSeconds: 0 }))).toBe(5);
		expect(pause(at(0, { etaSeconds: -4 }))).toBe(5);
	});

	it('is two thirds of an estimate that falls, at most a minute and at least a second', () => {
		expect(pause(at(5, { etaSeconds: 60 }), at(0, { etaSeconds: 65 }))).toBe(40);
		expect(pause(at(5, { etaSeconds: 600 }), at(0, { etaSeconds: 605 }))).toBe(60);
		expect(pause(at(5, { etaSeconds: 1 }), at(0, { etaSeconds: 6 }))).toBe(1);
	});

	it.each([
		['stays the same', 60, 60],
		['grows', 60, 90],
		['hardly falls', 60, 59],
		['is 0', 60, 0],
		['was 0 before', 0, 60],
	])('does not believe an estimate that %s', (_what, before, now) => {
		expect(pause(at(5, { etaSeconds: now }), at(0, { etaSeconds: before }))).toBe(5);
	});

	it('goes by progress where there is no estimate', () => {
		const before = at(0, { progressPercent: 10, etaSeconds: 0 });
		expect(pause(at(5, { progressPercent: 20, etaSeconds: 0 }), before)).toBeCloseTo(26.7, 1);
	});

	it.each([
		['stands still', 40, 40],
		['goes back', 40, 30],
		['has only begun', 0, 30],
		['claims to be done', 40, 100],
	])('does not believe progress that %s', (_what, before, now) => {
		expect(pause(at(5, { progressPercent: now }), at(0, { progressPercent: before }))).toBe(5);
	});

	it('is never longer than a short poll interval asks for close to the end', () => {
		const [now, before] = [at(5, { etaSeconds: 0.2 }), at(0, { etaSeconds: 5 })];
		expect(delayWhileRunning(500, now, before)).toBe(500);
	});

	it('believes an estimate that falls by a quarter of the time, and nothing seen at the same moment', () => {
		expect(pause(at(4, { etaSeconds: 59 }), at(0, { etaSeconds: 60 }))).toBe(59 / 1.5);
		expect(pause(at(5, { etaSeconds: 20 }), at(5, { etaSeconds: 60 }))).toBe(5);
		expect(pause(at(5, { progressPercent: 90 }), at(5, { progressPercent: 50 }))).toBe(5);
	});

	it('goes by the progress since the look before, not since the beginning of time', () => {
		const before = at(1000, { progressPercent: 20 });
		expect(pause(at(1010, { progressPercent: 40 }), before)).toBe(20);
		expect(pause(at(1010, { progressPercent: 100 }), before)).toBe(5);
		expect(pause(at(1010, { progressPercent: 40 }), at(1000))).toBe(5);
	});
});
