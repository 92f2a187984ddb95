import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pages } from '../../../scripts/docs/pages.mts';
import { messages } from '../../../scripts/docs/troubleshooting.mts';

const nodes = join(import.meta.dirname, '../../../nodes');
const sources = readdirSync(nodes, { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.ts'))
	.map((name) => ({ name, file: join(nodes, name) }));

// Prettier, which lays out what `npm run docs` writes, does not run in Jest.
const plain = (text: string) => text.replace(/[ \t]+/g, ' ').replace(/-{3,}/g, '---');

describe('the pages that are made from the code', () => {
	it.each(pages().map(({ file, content }) => [file.split('/').at(-1), file, content] as const))(
		'are what "npm run docs" would write: %s',
		(_name, file, content) => {
			expect(plain(readFileSync(file, 'utf8'))).toBe(plain(content));
		},
	);
});

describe('the page on troubleshooting', () => {
	it.each(sources.filter(({ name }) => name.endsWith('Messages.ts')))(
		'is made from every list of messages in $name',
		async ({ file }) => {
			const lists = Object.entries((await import(file)) as Record<string, object>);
			expect(lists.length).toBeGreaterThan(0);
			const names = lists.flatMap(([name, list]) =>
				Object.keys(list).map((key) => `${name}.${key}`),
			);
			expect([...messages.keys()]).toEqual(expect.arrayContaining(names));
		},
	);

	it('gives a cause for every message, once', () => {
		const page = readFileSync(join(nodes, '../docs/troubleshooting.md'), 'utf8');
		const described = [...page.matchAll(/^<!-- (.+) -->\n\n\*\*Cause:\*\* \S/gm)];
		expect(described.map(([, name]) => name).sort()).toEqual([...messages.keys()].sort());
	});
});

describe('what the nodes say', () => {
	it('goes through the one file that makes errors of n8n out of words', () => {
		const makers = sources.filter(({ file }) =>
			/new Node(Api|Operation)Error\(/.test(readFileSync(file, 'utf8')),
		);
		expect(makers.map(({ name }) => name)).toEqual(['shared/n8n/itemError.ts']);
	});

	it('has none of the words that n8n’s guidelines advise against', () => {
		const texts = [...messages.values()].map(
			({ happened, advice = '' }) => `${happened} ${advice}`,
		);
		expect(texts.length).toBeGreaterThan(50);
		// n8n's own name for a setting is what a builder looks for.
		const ownWords = texts.map((text) => text.replaceAll("'On Error'", ''));
		expect(ownWords.filter((text) => /\b(error|problem|failure|mistake)/i.test(text))).toEqual([]);
	});
});
