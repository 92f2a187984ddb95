import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pages } from '../../../scripts/docs/pages.mts';

const nodes = join(import.meta.dirname, '../../../nodes');
const sources = readdirSync(nodes, { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.ts'))
	.map((name) => ({ name, file: join(nodes, name) }));

// Prettier, which lays out what `npm run docs` writes, does not run in Jest.
const plain = (text: string) => text.replace(/[ \t]+/g, ' ').replace(/-{3,}/g, '---');

it.each(pages())(
	'the page that is made from the code is what "npm run docs" would write',
	(page) => {
		expect(plain(readFileSync(page.file, 'utf8'))).toBe(plain(page.content));
	},
);

describe('what the nodes say', () => {
	it('is what the page on troubleshooting quotes', async () => {
		const lists = await Promise.all(
			sources
				.filter(({ name }) => name.endsWith('Messages.ts'))
				.map(async ({ file }) => JSON.stringify(Object.values((await import(file)) as object))),
		);
		const page = readFileSync(join(nodes, '../docs/troubleshooting.md'), 'utf8');
		const quotes = [...page.replaceAll('\n', ' ').matchAll(/“([^”…]+)…?”/g)].map(([, text = '']) =>
			text.trim(),
		);
		expect(quotes.length).toBeGreaterThan(20);
		expect(quotes.filter((quote) => !lists.join().includes(quote))).toEqual([]);
	});

	it('goes through the one file that makes errors of n8n out of words', () => {
		const makers = sources.filter(({ file }) =>
			/new Node(Api|Operation)Error\(/.test(readFileSync(file, 'utf8')),
		);
		expect(makers.map(({ name }) => name)).toEqual(['shared/n8n/itemError.ts']);
	});
});
