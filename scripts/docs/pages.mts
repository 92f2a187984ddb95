import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fields as veoFields } from '../../nodes/VeoLiteFirstLastFrame/fields.ts';
import { fields as waitFields } from '../../nodes/WaitForTask/fields.ts';
import { chapters } from './chapters.mts';
import { fieldTable } from './fieldTable.mts';
import { troubleshootingPage } from './troubleshooting.mts';

const root = join(import.meta.dirname, '../..');

/** A page that is made from the code, or of which a part is. */
export interface Page {
	/** Path of its file. */
	file: string;
	/** Its whole content, as it should be. */
	content: string;
}

/** All pages as they should be now. */
export function pages(): Page[] {
	const nodes = join(root, 'docs/nodes.md');
	let content = readFileSync(nodes, 'utf8');
	content = withPart(content, 'fields of Veo Lite First/Last Frame', fieldTable(veoFields));
	content = withPart(content, 'fields of Wait for Task', fieldTable(waitFields));
	return [
		{ file: nodes, content },
		{ file: join(root, 'docs/troubleshooting.md'), content: troubleshootingPage(chapters) },
	];
}

function withPart(document: string, name: string, part: string): string {
	const start = `<!-- ${name}: written by npm run docs -->`;
	const end = `<!-- /${name} -->`;
	const [before, after] = [document.indexOf(start), document.indexOf(end)];
	if (before < 0 || after < before) throw new Error(`There is no place for the ${name}`);
	return `${document.slice(0, before)}${start}\n\n${part}\n\n${document.slice(after)}`;
}
