const { readdirSync } = require('node:fs');
const { join, relative } = require('node:path');

/**
 * What takes too long for thousands of mutants (tables of faults, and what thousands of drawn cases
 * show), or can't be seen beside the mutation tests' own work: what is left running in a process, and
 * how much it holds.
 */
const LEFT_OUT = [
	'badInput',
	'everyWaitEnds',
	'faultsOfPolling',
	'manyItems',
	'neverTwice',
	'noEndlessLoop',
	'stopping',
	'tenThousand',
];

const tests = join(__dirname, '..');

globalThis.useJestInMocha();

const files = ['unit/nodes', 'integration'].flatMap((folder) =>
	readdirSync(join(tests, folder), { recursive: true }).map((name) => join(tests, folder, name)),
);
for (const file of [join(tests, 'unit/scripts/docs.test.mts'), ...files]) {
	const name = relative(tests, file);
	const subject = /(\w+)\.test\.mts$/.exec(name)?.[1];
	if (subject === undefined || LEFT_OUT.includes(subject)) continue;
	// The hooks of a file are for its own tests.
	describe(name, () => void require(file));
}
