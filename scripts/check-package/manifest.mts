import { z } from 'zod';
import type { Check } from '../report.mts';

/** What is read of package.json. A missing text is an empty one, so that a check can name it. */
export const Manifest = z
	.object({
		name: z.string(),
		license: z.string().default(''),
		author: z.object({ name: z.string().default(''), email: z.string().default('') }).default({}),
		homepage: z.string().default(''),
		repository: z.object({ url: z.string().default('') }).default({}),
		bugs: z.object({ url: z.string().default('') }).default({}),
		keywords: z.array(z.string()).default([]),
		scripts: z.record(z.string()).default({}),
		main: z.string().default('index.js'),
		n8n: z
			.object({
				nodes: z.array(z.string()).default([]),
				credentials: z.array(z.string()).default([]),
			})
			.default({}),
	})
	.passthrough();

export type Manifest = z.infer<typeof Manifest>;

/** Whoever installs the package gets these too, and n8n verifies none that brings any. */
const FORBIDDEN_FIELDS = [
	'dependencies',
	'optionalDependencies',
	'bundledDependencies',
	'bundleDependencies',
	'overrides',
];

/** npm runs these by itself: on the machine of a user, or while the package is made. */
const LIFECYCLE =
	/^(?:(?:pre|post)?(?:install|uninstall|prepare)|prepublish(?:Only)?|(?:post)?publish|(?:pre|post)pack)$/;

/**
 * The address of the repository on GitHub, as its own pages show it; undefined for any other form
 * than the one that npm's provenance is compared with.
 */
export function repositoryAddress({ repository }: Manifest): string | undefined {
	const path = /^git\+https:\/\/github\.com\/([\w.-]+\/[\w.-]+)\.git$/.exec(repository.url)?.[1];
	return path && `https://github.com/${path}`;
}

/** Judges package.json as it lies in the tarball, beside the other files in there. */
export function checkManifest(manifest: Manifest, files: string[]): Check {
	const { license, author, homepage, bugs, keywords, n8n, main, scripts } = manifest;
	const address = repositoryAddress(manifest);
	const listed = [...n8n.nodes, ...n8n.credentials];
	const findings: string[] = [];
	const expect = (holds: boolean, finding: string) => {
		if (!holds) findings.push(finding);
	};

	for (const field of FORBIDDEN_FIELDS)
		expect(!(field in manifest), `package.json has “${field}”. n8n verifies no package with it.`);
	for (const script of Object.keys(scripts).filter((name) => LIFECYCLE.test(name)))
		findings.push(`The script “${script}” would be run by npm itself. Give it another name.`);

	expect(license === 'MIT', 'The licence is not MIT, as n8n asks for.');
	expect(files.includes('LICENSE'), 'LICENSE is not in the package.');
	expect(author.name !== '', 'The author has no name.');
	expect(/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(author.email), 'The author has no e-mail address.');
	expect(
		keywords.includes('n8n-community-node-package'),
		'Without the keyword “n8n-community-node-package” n8n does not find the package.',
	);

	if (address === undefined) {
		findings.push('“repository.url” is not of the form git+https://github.com/<owner>/<name>.git');
	} else {
		expect(
			homepage === `${address}#readme`,
			`“homepage” is ${homepage || 'empty'}, but the repository is ${address}.`,
		);
		expect(
			bugs.url === `${address}/issues`,
			`“bugs.url” is ${bugs.url || 'empty'}, but the repository is ${address}.`,
		);
	}

	expect(n8n.nodes.length > 0, 'package.json names no nodes.');
	expect(n8n.credentials.length > 0, 'package.json names no credentials.');
	for (const path of [main, ...listed])
		expect(files.includes(path), `package.json names ${path}, which is not in the package.`);

	const looked = `address, author, licence, scripts and ${listed.length} files for n8n`;
	return { name: 'package.json', looked, findings };
}
