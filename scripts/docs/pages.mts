import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fields as extendVideo } from '../../nodes/VeoLiteExtendVideo/fields.ts';
import { fields as firstLastFrame } from '../../nodes/VeoLiteFirstLastFrame/fields.ts';
import { fields as imageToVideo } from '../../nodes/VeoLiteImageToVideo/fields.ts';
import { fields as textToVideo } from '../../nodes/VeoLiteTextToVideo/fields.ts';
import { fields as waitForTask } from '../../nodes/WaitForTask/fields.ts';
import { fieldTable, type NodeFields } from './fieldTable.mts';

const root = join(import.meta.dirname, '../..');

/** The nodes that start videos, by the last words of their names. */
const startVideos: NodeFields[] = [
	['First/Last Frame', firstLastFrame],
	['Text to Video', textToVideo],
	['Image to Video', imageToVideo],
	['Extend Video', extendVideo],
];

/** The pages of which a part is made from the code, each with its whole content as it should be. */
export function pages(): Array<{ file: string; content: string }> {
	const file = join(root, 'docs/nodes.md');
	const half = withPart(readFileSync(file, 'utf8'), 'start videos', fieldTable(startVideos));
	const waiting = fieldTable([['Wait for Task', waitForTask]]);
	return [{ file, content: withPart(half, 'wait for tasks', waiting) }];
}

function withPart(document: string, name: string, part: string): string {
	const start = `<!-- fields to ${name}: written by npm run docs -->\n`;
	const place = new RegExp(`(?<=${start})[^]*(?=<!-- /fields to ${name} -->)`);
	if (!place.test(document)) throw new Error(`There is no place for the fields to ${name}`);
	return document.replace(place, () => `\n${part}\n\n`);
}
