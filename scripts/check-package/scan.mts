import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { ESLint } from 'eslint';
import type { Check } from '../report.mts';

type Scanner = typeof import('@n8n/scan-community-package/scanner/scanner.mjs');

/** What n8n's scanner lints of a tarball; it has no name for it. */
const PACKED_FILE_PATTERNS = ['**/*.js', 'package.json'];

/** A package in which both scans have to find something: a scan that lints nothing finds nothing. */
const SABOTAGE: Record<string, string> = {
	'package.json': JSON.stringify({ name: 'sabotage', dependencies: { axios: '*' } }),
	'nodes/Sabotage/Sabotage.node.ts': "import { readFileSync } from 'node:fs';\nreadFileSync('');\n",
	'dist/nodes/Sabotage/Sabotage.node.js': 'module.exports = process.env.HOME;\n',
};
const RULES_OF_SOURCE = ['no-restricted-imports', 'no-runtime-dependencies'];
const RULES_OF_PACKED = ['no-restricted-globals', 'no-runtime-dependencies'];

/**
 * Judges the package by the rules of n8n's scanner, its source as well as its tarball. The scanner's own
 * command does the same with what is published already, and so comes too late.
 */
export async function scan(folders: {
	source: string;
	packed: string;
	temporary: string;
}): Promise<Check> {
	// The scanner makes a folder as soon as it is loaded and leaves it behind.
	process.env.TMPDIR = folders.temporary;
	const scanner = await import('@n8n/scan-community-package/scanner/scanner.mjs');
	const source = { folder: folders.source, patterns: scanner.SOURCE_FILE_PATTERNS };
	const packed = { folder: folders.packed, patterns: PACKED_FILE_PATTERNS };

	const findings = await findSabotage(scanner, join(folders.temporary, 'sabotage'));
	for (const { folder, patterns } of [source, packed]) {
		const { passed, details, message } = await scanner.analyzePackage(folder, patterns);
		const said = details ?? message ?? 'The scan did not pass.';
		if (!passed) findings.push(said.replaceAll(dirname(folder) + sep, ''));
	}
	const counts = [await countLinted(scanner, source), await countLinted(scanner, packed)];
	if (counts.includes(0)) findings.push('There was nothing to scan.');
	return {
		name: 'scanner',
		looked: `${counts[0]} source files and ${counts[1]} packed files`,
		findings,
	};
}

async function findSabotage(scanner: Scanner, folder: string): Promise<string[]> {
	for (const [file, text] of Object.entries(SABOTAGE)) {
		await mkdir(dirname(join(folder, file)), { recursive: true });
		await writeFile(join(folder, file), text);
	}
	const missed: string[] = [];
	for (const [patterns, rules] of [
		[scanner.SOURCE_FILE_PATTERNS, RULES_OF_SOURCE],
		[PACKED_FILE_PATTERNS, RULES_OF_PACKED],
	] as const) {
		const { details = '' } = await scanner.analyzePackage(folder, [...patterns]);
		missed.push(...rules.filter((rule) => !details.includes(rule)));
	}
	return missed.map((rule) => `The scan overlooked what was planted for its rule “${rule}”.`);
}

/** How many files ESLint really reads: it passes over those that it ignores without a word. */
async function countLinted(
	{ buildScanConfig }: Scanner,
	{ folder, patterns }: { folder: string; patterns: string[] },
): Promise<number> {
	const eslint = new ESLint({
		cwd: folder,
		allowInlineConfig: false,
		overrideConfigFile: true,
		errorOnUnmatchedPattern: false,
		overrideConfig: await buildScanConfig(),
	});
	return (await eslint.lintFiles(patterns)).length;
}
