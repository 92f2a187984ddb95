/**
 * Mutation tests: `npm run test:mutation`. They change the nodes in thousands of small ways and see
 * whether a test notices. That takes hours on two cores; one room takes minutes:
 * `npm run test:mutation -- --mutate 'nodes/shared/images/*.ts'`.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
	mutate: ['nodes/**/*.ts'],
	testRunner: 'mocha',
	mochaOptions: {
		spec: ['test/mutation/nodes.spec.cjs'],
		require: ['test/mutation/jestInMocha.cjs'],
		'no-config': true,
	},
	testRunnerNodeArgs: ['--import', 'tsx'],
	// The integration tests load the package as n8n does, from dist.
	buildCommand: 'npx gulp build',
	coverageAnalysis: 'perTest',
	// What mutants leave behind makes a process slower and slower.
	maxTestRunnerReuse: 30,
	timeoutMS: 30_000,
	timeoutFactor: 2,
	ignorePatterns: ['.git', '.local', 'dist', 'docs/images', 'test/output'],
	tempDirName: '.local/mutation',
	incremental: true,
	incrementalFile: '.local/mutation.json',
	reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
	htmlReporter: { fileName: '.local/mutation.html' },
	jsonReporter: { fileName: '.local/mutation-report.json' },
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	thresholds: { high: 95, low: 85, break: 85 },
};
