const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
require('./n8nSettings.cjs');

/** What Jest's own modules leave on the global object, a new one for each test file. */
const OF_JEST = /^(EVENT_HANDLERS|JEST_STATE_SYMBOL|TEST_TIMEOUT_SYMBOL)$/;

/**
 * Runs test files in the process's own context, as n8n runs nodes, so that they and what `runtime.cjs`
 * has loaded for all of them have the same `Error` and `Object`. What a file changes of the process
 * ends with it.
 */
module.exports = class Environment {
	global = globalThis;
	moduleMocker = new ModuleMocker(globalThis);
	before = {
		console: globalThis.console,
		variables: { ...process.env },
		exit: process.exit,
		getBuiltinModule: process.getBuiltinModule,
	};

	constructor({ projectConfig: config }) {
		this.fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
	}

	getVmContext() {
		return null;
	}

	exportConditions() {
		return ['node', 'node-addons'];
	}

	async setup() {}

	async teardown() {
		const { console, variables, exit, getBuiltinModule } = this.before;
		this.moduleMocker.restoreAllMocks();
		this.fakeTimersModern.dispose();
		for (const key of Object.getOwnPropertySymbols(globalThis))
			if (OF_JEST.test(key.description)) delete globalThis[key];
		Object.assign(globalThis, { console });
		Object.assign(process, { exit, getBuiltinModule });
		for (const name of Object.keys(process.env)) delete process.env[name];
		Object.assign(process.env, variables);
	}
};
