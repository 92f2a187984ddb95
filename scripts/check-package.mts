/**
 * `npm run check:package`: packs the package and judges it as n8n does before it verifies one. What
 * n8n's linter says of package.json (licence, author, keywords, scripts, dependencies), the scanner
 * says of the packed one, too.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync } from 'node:fs';
import { rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe } from './start/failure.mts';
import { interruptedByUser } from './start/interrupt.mts';
import { packInto } from './start/package-install.mts';
import { logs, root } from './start/project.mts';

/** npm adds the texts. Nothing else that n8n does not load belongs into the package. */
const BELONGS =
	/^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|index\.js|dist\/(?:nodes|credentials|icons)\/.+(?<!\.test)\.(?:js|svg|node\.json))$/;

const FORBIDDEN =
	/^(?:optionalDependencies|bundled?Dependencies|(?:pre|post)?(?:prepare|publish|pack)|prepublishOnly)$/;

interface Manifest {
	scripts: Record<string, string>;
	n8n: Record<'nodes' | 'credentials', string[]>;
}

const temporary = mkdtempSync(join(tmpdir(), 'n8n-nodes-highwayapi-package-'));
process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));
// The scanner makes a folder as soon as it is loaded and leaves it behind.
process.env.TMPDIR = temporary;
const [source, packed] = [join(temporary, 'source'), join(temporary, 'packed')];

function checkContents(): string {
	const entries = readdirSync(packed, { recursive: true, encoding: 'utf8' });
	const files = entries.filter((name) => statSync(join(packed, name)).isFile());
	const odd = files.filter((file) => !BELONGS.test(file.replaceAll('\\', '/')));
	assert.deepEqual(odd, [], 'Nobody needs to install these');
	assert.ok(files.includes('LICENSE') && files.includes('README.md'), 'A text is missing');
	return `${files.length} packed files`;
}

/** Loads what package.json names as n8n does: the class is called like its file. */
function checkLoading(): string {
	const require = createRequire(join(packed, 'package.json'));
	const { n8n, scripts, ...others }: Manifest = require('./package.json');
	// What the linter passes over: more that is installed along, and more that npm runs unasked.
	const names = [...Object.keys(others), ...Object.keys(scripts)];
	const forbidden = names.filter((name) => FORBIDDEN.test(name));
	assert.deepEqual(forbidden, [], 'Not in package.json');
	const classes = [...n8n.credentials, ...n8n.nodes].map((file) => {
		const className = basename(file).split('.')[0] ?? '';
		new (require(join(packed, file))[className])();
		return className;
	});
	return classes.join(', ');
}

/** Whether Node.js and bundlers can use the package as its package.json says. */
async function checkByPublint(): Promise<string> {
	const { messages, pkg } = await publint({ pkgDir: packed, pack: false, strict: true });
	const said = messages.map((message) => formatMessage(message, pkg, { color: false }));
	assert.deepEqual(said, []);
	return 'suggestions included';
}

/**
 * Judges source and tarball by the rules of n8n's scanner. Its own command does the same with what is
 * published already, and so comes too late.
 */
async function checkByScanner(): Promise<string> {
	// @ts-expect-error It comes without types.
	const scanner = await import('@n8n/scan-community-package/scanner/scanner.mjs');
	const { SOURCE_FILE_PATTERNS, analyzePackage } = scanner;
	for (const [folder, patterns, file] of [
		[source, SOURCE_FILE_PATTERNS, 'credentials/Planted.credentials.ts'],
		[packed, ['**/*.js', 'package.json'], 'dist/Planted.js'],
	] as const) {
		const { passed, details, message } = await analyzePackage(folder, [...patterns]);
		assert.ok(passed, details ?? message);
		// A scan that reads nothing finds nothing, so it has to find what is planted.
		writeFileSync(join(folder, file), 'module.exports = process.env;\n');
		const planted = await analyzePackage(folder, [...patterns]);
		assert.match(planted.details ?? '', /Planted.*no-restricted-globals/s, `A scan missed ${file}`);
	}
	return 'source and packed files';
}

async function checkPackage(signal: AbortSignal): Promise<void> {
	await packInto(packed, { logs, signal });
	// Beside the package, where Node.js looks for n8n-workflow, which n8n brings along.
	symlinkSync(join(root, 'node_modules'), join(temporary, 'node_modules'), 'junction');
	// A copy, as the linter might pass over files or find settings in the folder of this project.
	for (const name of ['package.json', 'nodes', 'credentials', 'icons'])
		cpSync(join(root, name), join(source, name), { recursive: true });
	console.log(`✓ contents: ${checkContents()}`);
	console.log(`✓ loading: ${checkLoading()}`);
	console.log(`✓ publint: ${await checkByPublint()}`);
	console.log(`✓ scanner: ${await checkByScanner()}`);
}

try {
	await checkPackage(interruptedByUser().signal);
} catch (error) {
	console.error(error instanceof assert.AssertionError ? `✗ ${error.message}` : describe(error));
	process.exitCode = 1;
}
