/**
 * What the tests use of Jest, for Mocha: mutation tests run them thousands of times, and Mocha runs them
 * again in the same process, where Jest would load n8n's engine anew for each mutant.
 */
const { mkdtempSync, readFileSync, readdirSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { ModernFakeTimers } = require('@jest/fake-timers');
const { expect } = require('expect');
const { bind } = require('jest-each');
const { ModuleMocker } = require('jest-mock');

process.env.TEST_FOLDER = mkdtempSync(join(tmpdir(), 'n8n-nodes-highwayapi-mutation-'));
require('../support/jest/n8nSettings.cjs');

const mocker = new ModuleMocker(globalThis);
const timers = new ModernFakeTimers({ config: { fakeTimers: {} }, global: globalThis });
const tests = join(__dirname, '..');
const snapshots = {};
const folder = join(tests, 'integration/__snapshots__');
for (const file of readdirSync(folder))
	new Function('exports', readFileSync(join(folder, file), 'utf8'))(snapshots);

let title = '';

expect.extend({
	toMatchSnapshot(received) {
		const pass = snapshots[`${title} 1`]?.trim() === `"${received}"`;
		return { pass, message: () => `${title}: not as in its snapshot` };
	},
});

exports.mochaHooks = {
	beforeEach() {
		// The files are in groups, which snapshots don't know.
		title = this.currentTest.fullTitle().replace(/^\S+\.test\.mts /, '');
	},
};

/** Called where Mocha has made its own functions, which it does for each file. */
globalThis.useJestInMocha = () => {
	const { before, after, it, describe } = globalThis;
	const test = (name, run, limit = 30_000) =>
		it(name, async function () {
			this.timeout(limit);
			await run();
		});
	const group = (name, define) => describe(name, () => void define());
	test.each = bind(test, false);
	group.each = bind(group, false);
	Object.assign(globalThis, {
		expect,
		it: test,
		describe: group,
		beforeAll: before,
		afterAll: after,
		jest: {
			fn: mocker.fn.bind(mocker),
			spyOn: mocker.spyOn.bind(mocker),
			restoreAllMocks: mocker.restoreAllMocks.bind(mocker),
			useFakeTimers: timers.useFakeTimers.bind(timers),
			useRealTimers: timers.useRealTimers.bind(timers),
			setSystemTime: timers.setSystemTime.bind(timers),
			getTimerCount: timers.getTimerCount.bind(timers),
			advanceTimersToNextTimer: timers.advanceTimersToNextTimer.bind(timers),
		},
	});
};
