const { createRequire, isBuiltin } = require('node:module');
const { compileFunction } = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/**
 * Loads packages as Node.js does, once for all test files of a process: n8n's engine takes a second.
 * The code of this repository is loaded anew for each file, so none meets another's memory.
 */
module.exports = class extends Runtime {
	constructor(...args) {
		super(...args);
		// Jest's own needs a context beside the process's.
		this.executor.compile = (source, filename) =>
			compileFunction(source, this.executor.injectedModuleParameters, { filename });
	}

	requireModuleOrMock(from, name) {
		const isPackage = /^[@\w]/.test(name) && !isBuiltin(name);
		return isPackage ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
	}
};
