import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anchorsOf } from '../../../scripts/check-package/anchors.mts';
import { checkContents } from '../../../scripts/check-package/contents.mts';
import type { Described } from '../../../scripts/check-package/described.mts';
import { checkCodex, checkLinks } from '../../../scripts/check-package/documentation.mts';
import { checkIcons } from '../../../scripts/check-package/icons.mts';
import {
	Manifest,
	checkManifest,
	repositoryAddress,
} from '../../../scripts/check-package/manifest.mts';
import { openToOwner } from '../../../scripts/check-package/owner.mts';

const project = join(import.meta.dirname, '../../..');
const packageJson = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
const manifest = Manifest.parse(packageJson);
const { nodes, credentials } = manifest.n8n;
const files = ['LICENSE', 'README.md', 'index.js', 'package.json', ...nodes, ...credentials];

const address = repositoryAddress(manifest);
const codex = {
	node: 'n8n-nodes-highwayapi.waitForTask',
	categories: ['AI'],
	alias: ['wait'],
	resources: {
		credentialDocumentation: [{ url: `${address}#connect` }],
		primaryDocumentation: [{ url: `${address}#wait` }],
	},
};
const node: Described = {
	kind: 'node',
	file: 'dist/nodes/WaitForTask/WaitForTask.node.js',
	name: 'waitForTask',
	icon: { light: 'file:../../icons/light.svg', dark: 'file:../../icons/dark.svg' },
	documentationUrl: undefined,
	codex: JSON.stringify(codex),
};
const credential: Described = {
	kind: 'credential',
	file: 'dist/credentials/HighwayApi.credentials.js',
	name: 'highwayApi',
	icon: 'file:../icons/light.svg',
	documentationUrl: `${address}#connect`,
};

describe('package.json', () => {
	const findingsOf = (changes: object, present = files) =>
		checkManifest(Manifest.parse({ ...packageJson, ...changes }), present).findings.join('\n');

	it('is as n8n asks for', () => {
		expect(findingsOf({})).toBe('');
	});

	it.each([
		[{ dependencies: {} }, '“dependencies”'],
		[{ optionalDependencies: { axios: '1' } }, '“optionalDependencies”'],
		[{ bundleDependencies: ['axios'] }, '“bundleDependencies”'],
		[{ overrides: {} }, '“overrides”'],
		[{ scripts: { postinstall: 'x' } }, '“postinstall”'],
		[{ scripts: { prepublishOnly: 'x' } }, '“prepublishOnly”'],
		[{ license: 'ISC' }, 'not MIT'],
		[{ author: { name: 'Somebody' } }, 'no e-mail address'],
		[{ author: { email: 'a@b.c' } }, 'no name'],
		[{ keywords: [] }, 'keyword'],
		[{ homepage: 'https://github.com/other/n8n-nodes-highwayapi#readme' }, '“homepage”'],
		[{ bugs: undefined }, '“bugs.url” is empty'],
		[{ repository: { url: 'https://example.com' } }, '“repository.url”'],
		[{ n8n: { nodes: ['dist/none.js'], credentials } }, 'dist/none.js, which is not in'],
		[{ n8n: { nodes } }, 'no credentials'],
		[{ main: 'none.js' }, 'none.js, which is not in'],
	])('with %j is refused', (changes, finding) => {
		expect(findingsOf(changes)).toContain(finding);
	});

	it('needs the licence beside it', () => {
		expect(findingsOf({}, files.slice(1))).toBe('LICENSE is not in the package.');
	});

	it('may have scripts whose names only begin like npm’s own', () => {
		expect(findingsOf({ scripts: { prepared: 'x', installer: 'x', test: 'x' } })).toBe('');
	});
});

it('only what n8n loads and people read is in the package', () => {
	expect(
		checkContents([...files, 'dist/icons/a.svg', 'dist/nodes/A/A.node.json']).findings,
	).toEqual([]);
	const wrong = [
		'gulpfile.js',
		'nodes/A.ts',
		'dist/a.ts',
		'dist/test/a.js',
		'dist/a.test.js',
		'dist/sandbox/a.js',
	];
	expect(checkContents(wrong).findings).toHaveLength(wrong.length);
});

describe('the anchors of headings', () => {
	it.each([
		['## Veo Lite First/Last Frame', 'veo-lite-firstlast-frame'],
		['# `npm start` & _more_ ##', 'npm-start--_more_'],
		['### [A link](https://example.com) Ünï 2.0', 'a-link-ünï-20'],
	])('of %j', (markdown, anchor) => {
		expect([...anchorsOf(markdown)]).toEqual([anchor]);
	});

	it('are numbered where they repeat, and none come from code', () => {
		const markdown = '# One\n```sh\n# not this\n```\n# One\n#nor this\n';
		expect([...anchorsOf(markdown)]).toEqual(['one', 'one-1']);
	});
});

describe('the documentation', () => {
	const readme = '# Connect\n\n# Wait\n';
	const linkFindings = (described: Described[], text = readme) =>
		checkLinks(described, manifest, text).findings.join('\n');
	const codexFindings = (text: string | undefined) =>
		checkCodex([credential, { ...node, codex: text }], manifest).findings.join('\n');

	it('is there', () => {
		expect(linkFindings([credential, node])).toBe('');
		expect(codexFindings(node.codex)).toBe('');
	});

	it('is looked for in the README', () => {
		expect(linkFindings([credential, node], '# Connect\n')).toBe(
			'The codex file of waitForTask links to #wait, no heading of the README.',
		);
	});

	it('has to be in the repository of package.json', () => {
		const elsewhere = { ...credential, documentationUrl: 'https://github.com/other/name#connect' };
		expect(linkFindings([elsewhere])).toContain('links to https://github.com/other/name#connect');
		expect(linkFindings([{ ...credential, documentationUrl: undefined }])).toContain(
			'no documentationUrl',
		);
	});

	it.each([
		[undefined, 'no codex file'],
		['{', 'Required'],
		[JSON.stringify({ ...codex, alias: [] }), 'alias'],
		[JSON.stringify({ ...codex, categories: undefined }), 'categories'],
		[JSON.stringify({ ...codex, resources: {} }), 'resources.primaryDocumentation'],
		[JSON.stringify({ ...codex, node: 'n8n-nodes-base.wait' }), '“n8n-nodes-base.wait”'],
	])('needs a whole codex file: %j', (text, finding) => {
		expect(codexFindings(text)).toContain(finding);
	});
});

it('every icon is in the package', () => {
	const packed = ['dist/icons/light.svg', 'dist/icons/dark.svg'];
	expect(checkIcons([node, credential], packed).findings).toEqual([]);
	expect(checkIcons([node, credential], packed.slice(0, 1)).findings).toEqual([
		'waitForTask refers to the icon dist/icons/dark.svg, which is not packed.',
	]);
	expect(checkIcons([{ ...node, icon: undefined }], packed).findings).toEqual([
		'waitForTask has no icon.',
	]);
});

describe('what is left to the owner', () => {
	it('is found by its comments, with the file that it is in', () => {
		const text = 'A price <!-- owner: prices --> and\n<!-- owner: sign-up link,\nkey page --> more';
		expect(openToOwner([{ file: 'README.md', text }])).toEqual([
			'README.md: prices',
			'README.md: sign-up link,\nkey page',
		]);
	});
});
