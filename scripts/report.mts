/** One thing that was checked. */
export interface Check {
	name: string;
	/** What was looked at, as in “41 source files”. */
	looked: string;
	/** What has to be put right, a sentence each. */
	findings: string[];
}

/** Prints a line for a check, with its findings below; any finding makes the command end with 1. */
export function report({ name, looked, findings }: Check): void {
	if (findings.length === 0) return console.log(`✓ ${name}: ${looked}, nothing found`);
	process.exitCode = 1;
	console.log(`✗ ${name}: ${looked}`);
	for (const finding of findings) console.log(`  - ${finding.trim().replaceAll('\n', '\n    ')}`);
}
