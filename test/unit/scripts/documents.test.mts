import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const below = (folder: string) =>
	readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.map((name) => posix.join(folder, name))
		.filter((file) => posix.extname(file) !== '');

const ofReaders = [
	'README.md',
	'CONTRIBUTING.md',
	'SECURITY.md',
	'CHANGELOG.md',
	'.github/OWNER.md',
	'sandbox/README.md',
	'test/bench/RESULTS.md',
	...below('docs'),
	...below('examples'),
];
const documents = ofReaders.filter((file) => file.endsWith('.md'));
const ofGitHub = below('.github').map((file) => [file] as const);
const workflows = below('.github/workflows').map((file) => [file] as const);

const { homepage, repository, bugs, scripts } = JSON.parse(read('package.json'));
const address = homepage.replace(/#readme$/, '');

/** A document without its blocks of code, in which `#` and brackets mean something else. */
const prose = (file: string) => read(file).replace(/^( *)(```+)[^\n]*\n[^]*?^ *\2 *$/gm, '');

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(file: string): string[] {
	const times = new Map<string, number>();
	return [...prose(file).matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading = '']) => {
		const slug = heading
			.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
			.toLowerCase()
			.replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
			.replaceAll(' ', '-');
		const before = times.get(slug) ?? 0;
		times.set(slug, before + 1);
		return before === 0 ? slug : `${slug}-${before}`;
	});
}

/** Where the links and pictures of a document lead to within the project: a path and an anchor. */
function linksOf(file: string): Array<[path: string, anchor: string]> {
	const text = prose(file).replace(/`[^`\n]*`/g, '');
	return [...text.matchAll(/\]\(([^)\s]+)|\b(?:href|src)="([^"]+)"|^\[[^\]]+\]: (\S+)/gm)]
		.map(([, inline, html, defined]) => inline ?? html ?? defined ?? '')
		.filter((target) => !/^[a-z]+:/i.test(target))
		.map((target) => {
			const [path = '', anchor = ''] = target.split('#');
			if (path === '') return [file, anchor];
			return [posix.join(posix.dirname(file), decodeURI(path)).replace(/\/$/, ''), anchor];
		});
}

/** What GitHub shows for a path: of a folder, its README. */
const shownFor = (path: string) =>
	documents.includes(`${path}/README.md`) ? `${path}/README.md` : path;

/** Whether what a link names is there. */
function isThere(path: string, anchor: string): boolean {
	const shown = shownFor(path);
	if (!existsSync(join(root, shown))) return false;
	return anchor === '' || (shown.endsWith('.md') && anchorsOf(shown).includes(anchor));
}

describe('the documents', () => {
	it('link to files, folders and headings that are there', () => {
		const links = documents.flatMap((file) =>
			linksOf(file).map(([path, anchor]) => ({ file, path, anchor })),
		);
		expect(links.length).toBeGreaterThan(50);
		expect(links.filter(({ anchor }) => anchor !== '').length).toBeGreaterThan(10);
		expect(links.filter(({ path, anchor }) => !isThere(path, anchor))).toEqual([]);
	});

	it('are all linked from one another, and show every picture', () => {
		const linked = new Set(documents.flatMap(linksOf).map(([path]) => shownFor(path)));
		const left = ofReaders
			.filter((file) => /\.(?:md|webp|png)$/.test(file) && !file.startsWith('examples/frames/'))
			.filter((file) => file !== 'README.md' && !linked.has(file));
		expect(left).toEqual([]);
	});

	it('and the nodes link to documents and their headings, in the repository of package.json', () => {
		const links = [...below('nodes'), ...below('credentials')]
			.filter((file) => /\.(?:ts|json)$/.test(file))
			.flatMap((file) => [...read(file).matchAll(/https:\/\/github\.com\/[^\s"'`]+/g)])
			.map(([link]) => link);
		expect(links.length).toBeGreaterThanOrEqual(5);
		const targets = [
			...anchorsOf('README.md').map((anchor) => `${address}#${anchor}`),
			...documents.flatMap((file) => [
				`${address}/blob/main/${file}`,
				...anchorsOf(file).map((anchor) => `${address}/blob/main/${file}#${anchor}`),
			]),
		];
		expect(links.filter((link) => !targets.includes(link))).toEqual([]);
		// npm's proof of where a package was built is held against this very form.
		expect(repository.url).toBe(`git+${address}.git`);
		expect(bugs.url).toBe(`${address}/issues`);
	});

	it.each([...documents.map((file) => [file] as const), ['.ci/run'] as const, ...ofGitHub])(
		'%s names only npm scripts that there are',
		(file) => {
			const named = [...read(file).matchAll(/\bnpm (?:run |(?=test\b|start\b))([\w:-]+)/g)];
			expect(named.map(([, name = '']) => name).filter((name) => !(name in scripts))).toEqual([]);
		},
	);
});

it('what builders read is short', () => {
	const words = (file: string) => read(file).split(/\s+/).filter(Boolean).length;
	const pages = documents.filter((file) => /^(?:README|docs\/|examples\/)/.test(file));
	expect(words('README.md')).toBeLessThanOrEqual(900);
	expect(pages.map(words).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(14_000);
});

describe('the example', () => {
	interface Node {
		name: string;
		type: string;
		position: [number, number];
		parameters: { width?: number; height?: number };
	}
	const folders = readdirSync(join(root, 'examples')).filter((name) =>
		existsSync(join(root, 'examples', name, 'workflow.json')),
	);

	it.each(folders)(
		'%s has one name everywhere, says where to import it, and no stray note',
		(at) => {
			const workflow: { name: string; nodes: Node[] } = JSON.parse(
				read(`examples/${at}/workflow.json`),
			);
			const page = read(`examples/${at}/README.md`);
			expect(page.split('\n')[0]).toBe(`# ${workflow.name}`);
			expect(page).toContain(`/main/examples/${at}/workflow.json\n`);
			expect(read('examples/README.md')).toContain(`[${workflow.name}](${at})`);
			const links = [...read('README.md').matchAll(/\[([^\]]+)\]\(examples\/([\w-]+)\)/g)];
			for (const [, text, target] of links) if (target === at) expect(text).toBe(workflow.name);

			const isNote = ({ type }: Node) => type === 'n8n-nodes-base.stickyNote';
			for (const { name, position, parameters } of workflow.nodes.filter(isNote)) {
				const [left, top] = position;
				const [right, bottom] = [left + (parameters.width ?? 0), top + (parameters.height ?? 0)];
				// A node is as wide as 96 and, with the name below it, as high as 136.
				const touched = workflow.nodes
					.filter((node) => !isNote(node))
					.map(({ position: [x, y] }) => ({ x, y }))
					.filter(({ x, y }) => x < right && x + 96 > left && y < bottom && y + 136 > top);
				const isInside = ({ x, y }: { x: number; y: number }) =>
					x >= left && x + 96 <= right && y >= top && y + 136 <= bottom;
				expect({ name, isAround: touched.every(isInside) }).toEqual({ name, isAround: true });
				if (name !== 'About') expect({ name, touched }).not.toMatchObject({ touched: [] });
			}
		},
	);
});

it.each(workflows)('%s pins actions to a commit: a tag can be moved', (file) => {
	const actions = [...read(file).matchAll(/^[\s-]*uses: *(.+)$/gm)].map(([, action]) => action);
	expect(actions.length).toBeGreaterThan(0);
	expect(actions.filter((action) => !/@[0-9a-f]{40} # v\d/.test(action ?? ''))).toEqual([]);
});
