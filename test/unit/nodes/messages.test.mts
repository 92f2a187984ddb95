import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { formatMessage, formatText, listed, type Message } from '../../../nodes/shared/message.ts';
import { flawsOf } from '../../support/goodWords.mts';

const require = createRequire(import.meta.url);
const nodes = join(import.meta.dirname, '../../../nodes');

/** All texts of the nodes, by the names under which the code has them. */
const catalogue = new Map<string, Message | string>();
for (const file of readdirSync(nodes, { recursive: true, encoding: 'utf8' })) {
	if (!file.endsWith('Messages.ts')) continue;
	const lists: Record<string, Record<string, Message | string>> = require(join(nodes, file));
	for (const [list, texts] of Object.entries(lists)) {
		for (const [name, text] of Object.entries(texts)) catalogue.set(`${list}.${name}`, text);
	}
}

const ID = '3f1c9a52-7d0e-4b7c-9a53-0c5e1f2a8b64';

/** What is filled in, as long as it gets in earnest; elsewhere a number. */
const LONG: Readonly<Record<string, string>> = {
	taskId: ID,
	tasks: Array.from({ length: 5 }, (_, item) => `${ID} (item ${item})`).join(', '),
	time: '35 minutes',
	field: 'First Frame Field Name',
	host: 'storage.googleapis.com',
	reason: '"The prompt was refused by a filter."',
	message: '"The prompt was refused by a filter."',
	messages: "'Prompt' is empty [item 3]",
	answer: '"<html>"',
	cure: 'Use a JPEG or PNG of up to 20 MB, or save it as one where it comes from.',
	happened: 'The balance of the account is used up',
	advice: 'Add credit, or wait until the quota is renewed, then run the node again.',
};
const blanks = (text: string) => [...text.matchAll(/<(\w+)>/g)].map(([, name = '']) => name);
const fill = (text: string): string =>
	formatText(
		text,
		Object.fromEntries(blanks(text).map((name) => [name, LONG[name] ?? '12'])) as never,
	);

it('a text gets its blanks filled, each wherever it stands, by what may look like one', () => {
	expect(formatText('<a> and <b> and <a>', { a: 'one', b: 2 })).toBe('one and 2 and one');
	expect(formatText('<a>, <b>', { a: '<b>', b: '$&' })).toBe('<b>, $&');
	const words = { happened: 'No <what>', advice: 'Bring <what>.' } as const;
	const said = { happened: 'No bread', advice: 'Bring bread.' };
	expect(formatMessage(words, { what: 'bread' })).toEqual(said);
	expect(listed([1, 2, 3, 4, 5])).toBe('1, 2, 3, 4, 5');
});

it('says what it says in 90 texts', () => {
	expect(catalogue.size).toBeGreaterThan(40);
	expect(catalogue.size).toBeLessThanOrEqual(90);
});

const messages = [...catalogue].flatMap(([name, text]) =>
	typeof text === 'string' ? [] : [{ name, ...text }],
);

it.each(messages)('$name is a message as n8n’s guidelines want it', ({ happened, advice }) => {
	const said = { message: fill(happened), description: fill(advice) };
	expect({ ...said, flaws: flawsOf(said) }).toEqual({ ...said, flaws: [] });
	// What is added to it in some cases is a sentence of its own.
	expect(advice.split(/[.?!](?:\s+|$)/).length).toBeLessThanOrEqual(4);
});

it('has no text that nothing says', () => {
	const code = readdirSync(nodes, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => readFileSync(join(nodes, file), 'utf8'))
		.join('\n');
	const unsaid = [...catalogue.keys()]
		.map((key) => key.split('.')[1] ?? '')
		.filter((name) => code.split(new RegExp(`\\b${name}\\b`)).length < 3);
	expect(unsaid).toEqual([]);
});
