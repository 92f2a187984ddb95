import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fields as veoFields } from '../../nodes/VeoLiteFirstLastFrame/fields.ts';
import { fields as waitFields } from '../../nodes/WaitForTask/fields.ts';
import { fieldTable } from './fieldTable.mts';
import { withMessages } from './troubleshooting.mts';

const root = join(import.meta.dirname, '../..');

/** The pages of which a part is made from the code, each with its whole content as it should be. */
export function pages(): Array<{ file: string; content: string }> {
	const page = (path: string, update: (content: string) => string) => {
		const file = join(root, path);
		return { file, content: update(readFileSync(file, 'utf8')) };
	};
	return [
		page('docs/nodes.md', (content) => {
			const half = withPart(content, 'fields of Veo Lite First/Last Frame', fieldTable(veoFields));
			return withPart(half, 'fields of Wait for Task', fieldTable(waitFields));
		}),
		page('docs/troubleshooting.md', withMessages),
	];
}

function withPart(document: string, name: string, part: string): string {
	const start = `<!-- ${name}: written by npm run docs -->\n`;
	const place = new RegExp(`(?<=${start})[^]*(?=<!-- /${name} -->)`);
	if (!place.test(document)) throw new Error(`There is no place for the ${name}`);
	return document.replace(place, () => `\n${part}\n\n`);
}
