/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: '<rootDir>/test/support/jest/environment.cjs',
	runtime: '<rootDir>/test/support/jest/runtime.cjs',
	// The tests wait for nothing but the processor, and each worker has to load n8n's engine.
	maxWorkers: '100%',
	// Far more than any test takes: machines are noisy, and a test that hangs is found all the same.
	testTimeout: 120_000,
	globalSetup: '<rootDir>/test/support/jest/makeTemporaryFolder.cjs',
	globalTeardown: '<rootDir>/test/support/jest/removeTemporaryFolder.cjs',
	testMatch: ['<rootDir>/test/unit/**/*.test.mts', '<rootDir>/test/integration/**/*.test.mts'],
	// Tests and tools are .mts: n8n's linter holds every .ts to the rules of published nodes, which
	// may use neither timers nor Node.js built-ins.
	moduleFileExtensions: ['mts', 'ts', 'mjs', 'cjs', 'js', 'json', 'node'],
	transform: {
		'\\.m?ts$': [
			'@swc/jest',
			{
				jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
				module: { type: 'commonjs' },
			},
		],
	},
};
