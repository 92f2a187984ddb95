import { readFileSync, readdirSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { Failure, Interrupted, describe } from '../bare-node/failure.cjs';
import { report } from '../report.mts';
import { packProject } from '../start/package-install.mts';
import { runProgram } from '../start/program.mts';
import { logs, root } from '../start/project.mts';
import { checkContents } from './contents.mts';
import { loadDescribed } from './described.mts';
import { checkCodex, checkLinks } from './documentation.mts';
import { checkIcons } from './icons.mts';
import { Manifest, checkManifest } from './manifest.mts';
import { openToOwner } from './owner.mts';
import { checkByPublint } from './publint.mts';
import { scan } from './scan.mts';

/** What the scanner reads of a repository, and the icons whose presence it checks. */
const SOURCES = ['package.json', 'nodes', 'credentials', 'icons'];

/** Documents with places that its owner fills in. */
const OWNERS = ['README.md', 'SECURITY.md', 'docs/hosting.md'];

/** Packs the package and judges it as n8n does before it verifies one. */
async function checkPackage(temporary: string, signal: AbortSignal): Promise<void> {
	const inside = (name: string) => join(temporary, name);
	const [source, packed] = [inside('source'), inside('packed')];

	const tarball = await packProject({ folder: inside('tarball'), logs, signal });
	await unpack(tarball, packed, signal);
	// Beside the package, where Node.js looks for n8n-workflow, which n8n brings along.
	await symlink(join(root, 'node_modules'), inside('node_modules'), 'junction');
	// A copy, as the linter might pass over files or find settings where this project lies.
	for (const name of SOURCES) await cp(join(root, name), join(source, name), { recursive: true });

	const files = filesIn(packed);
	const read = (name: string) => readFileSync(join(packed, name), 'utf8');
	const manifest = Manifest.parse(JSON.parse(read('package.json')));

	report(checkContents(files));
	report(checkManifest(manifest, files));
	const { described, check } = loadDescribed(packed, manifest);
	report(check);
	report(checkIcons(described, files));
	report(checkCodex(described, manifest));
	report(checkLinks(described, manifest, read('README.md')));
	report(await checkByPublint(tarball));
	report(await scan({ source, packed, temporary }));
	for (const open of openToOwner(OWNERS.map(readDocument)))
		console.log(`– the owner still has to say (docs/owner.md): ${open}`);
}

const readDocument = (file: string) => ({ file, text: readFileSync(join(root, file), 'utf8') });

async function unpack(tarball: string, folder: string, signal: AbortSignal): Promise<void> {
	await mkdir(folder, { recursive: true });
	const log = join(logs, 'unpack.log');
	const args = ['-xzf', tarball, '-C', folder, '--strip-components=1'];
	const { code } = await runProgram('tar', args, { cwd: folder, log, signal });
	if (code !== 0) throw new Failure('tar did not unpack the package.', 'The log says why.', log);
}

function filesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
		.map((path) => path.split(sep).join('/'))
		.sort();
}

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
	process.on(signal, () => interrupt.abort());

const temporary = await mkdtemp(join(tmpdir(), 'n8n-nodes-highwayapi-package-'));
try {
	await checkPackage(temporary, interrupt.signal);
} catch (error) {
	if (!(error instanceof Interrupted)) console.error(describe(error));
	process.exitCode = error instanceof Interrupted ? 130 : 1;
} finally {
	await rm(temporary, { recursive: true, force: true });
}
