import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const below = (folder: string) =>
	readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.map((name) => posix.join(folder, name))
		.filter((file) => posix.extname(file) !== '');

const OF_ROOT = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', '.github/OWNER.md'];
const ofReaders = [
	...[...OF_ROOT, 'sandbox/README.md', 'test/bench/RESULTS.md'],
	...[...below('docs'), ...below('examples')],
];
const documents = ofReaders.filter((file) => file.endsWith('.md'));
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

/** Where the links and pictures of a document lead to within the project, and what GitHub shows there. */
function linksOf(file: string): Array<{ file: string; path: string; anchor: string }> {
	const text = prose(file).replace(/`[^`\n]*`/g, '');
	return [...text.matchAll(/\]\(([^)\s]+)|\b(?:href|src)="([^"]+)"|^\[[^\]]+\]: (\S+)/gm)]
		.map(([, inline, html, defined]) => inline ?? html ?? defined ?? '')
		.filter((target) => !/^[a-z]+:/i.test(target))
		.map((target) => {
			const [to = '', anchor = ''] = target.split('#');
			const path = posix.join(posix.dirname(file), decodeURI(to)).replace(/\/$/, '');
			const readme = `${path}/README.md`;
			if (to === '') return { file, path: file, anchor };
			return { file, path: documents.includes(readme) ? readme : path, anchor };
		});
}

describe('the documents', () => {
	const links = documents.flatMap(linksOf);

	it('link to files, folders and headings that are there, and to one another', () => {
		expect(links.length).toBeGreaterThan(50);
		const dead = links.filter(({ path, anchor }) => {
			if (!existsSync(join(root, path))) return true;
			return anchor !== '' && !(path.endsWith('.md') && anchorsOf(path).includes(anchor));
		});
		expect(dead).toEqual([]);
		const linked = new Set(['README.md', ...links.map(({ path }) => path)]);
		const shown = ofReaders.filter((file) =>
			/^(?!examples\/frames\/).*\.(md|webp|png)$/.test(file),
		);
		expect(shown.filter((file) => !linked.has(file))).toEqual([]);
	});

	it('and the nodes link to documents and their headings, in the repository of package.json', () => {
		const ofNodes = [...below('nodes'), ...below('credentials')]
			.filter((file) => /\.(?:ts|json)$/.test(file))
			.flatMap((file) => [...read(file).matchAll(/https:\/\/github\.com\/[^\s"'`]+/g)])
			.map(([link]) => link);
		expect(ofNodes.length).toBeGreaterThanOrEqual(5);
		const targets = documents.flatMap((file) => {
			const page = file === 'README.md' ? address : `${address}/blob/main/${file}`;
			return [page, ...anchorsOf(file).map((anchor) => `${page}#${anchor}`)];
		});
		expect(ofNodes.filter((link) => !targets.includes(link))).toEqual([]);
		// npm's proof of where a package was built is held against this very form.
		expect(repository.url).toBe(`git+${address}.git`);
		expect(bugs.url).toBe(`${address}/issues`);
	});

	it.each([...documents, '.ci/run', ...below('.github')])(
		'%s names only npm scripts that there are',
		(file) => {
			const named = [...read(file).matchAll(/\bnpm (?:run |(?=test\b|start\b))([\w:-]+)/g)];
			expect(named.map(([, name = '']) => name).filter((name) => !(name in scripts))).toEqual([]);
		},
	);

	it('are short where builders read them', () => {
		const words = (file: string) => read(file).split(/\s+/).filter(Boolean).length;
		const pages = documents.filter((file) => /^(?:README|docs\/|examples\/)/.test(file));
		expect(words('README.md')).toBeLessThanOrEqual(900);
		expect(pages.map(words).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(14_000);
	});
});

interface Node {
	name: string;
	type: string;
	position: [number, number];
	parameters: { width?: number; height?: number };
}

const examples = below('examples').filter((file) => file.endsWith('/workflow.json'));
it.each(examples.map((file) => posix.basename(posix.dirname(file))))(
	'the example %s has one name everywhere, says where to import it, and has its notes around nodes',
	(folder) => {
		const { name, nodes }: { name: string; nodes: Node[] } = JSON.parse(
			read(`examples/${folder}/workflow.json`),
		);
		const page = read(`examples/${folder}/README.md`);
		expect(page.split('\n')[0]).toBe(`# ${name}`);
		expect(page).toContain(`/main/examples/${folder}/workflow.json\n`);
		expect(read('examples/README.md')).toContain(`[${name}](${folder})`);
		const links = [...read('README.md').matchAll(/\[([^\]]+)\]\(examples\/([\w-]+)\)/g)];
		for (const [, text, target] of links) if (target === folder) expect(text).toBe(name);

		const isNote = ({ type }: Node) => type === 'n8n-nodes-base.stickyNote';
		for (const note of nodes.filter(isNote)) {
			const [left, top] = note.position;
			const { width = 0, height = 0 } = note.parameters;
			// A node is as wide as 96 and, with the name below it, as high as 136.
			const touched = nodes
				.filter((node) => !isNote(node))
				.map(({ position: [x, y] }) => ({ x: x - left, y: y - top }))
				.filter(({ x, y }) => x < width && x > -96 && y < height && y > -136);
			const around = touched.filter(
				({ x, y }) => x >= 0 && x + 96 <= width && y >= 0 && y + 136 <= height,
			);
			expect({ note, around }).toEqual({ note, around: touched });
			if (note.name !== 'About') expect(touched.length).toBeGreaterThan(0);
		}
	},
);

it.each(below('.github/workflows'))('%s pins actions to a commit: a tag can be moved', (file) => {
	const actions = [...read(file).matchAll(/^[\s-]*uses: *(.+)$/gm)].map(([, action]) => action);
	expect(actions.length).toBeGreaterThan(0);
	expect(actions.filter((action) => !/@[0-9a-f]{40} # v\d/.test(action ?? ''))).toEqual([]);
});
