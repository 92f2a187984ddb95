import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VeoLiteExtendVideo } from '../../nodes/VeoLiteExtendVideo/VeoLiteExtendVideo.node.ts';
import { VeoLiteFirstLastFrame } from '../../nodes/VeoLiteFirstLastFrame/VeoLiteFirstLastFrame.node.ts';
import { VeoLiteImageToVideo } from '../../nodes/VeoLiteImageToVideo/VeoLiteImageToVideo.node.ts';
import { VeoLiteTextToVideo } from '../../nodes/VeoLiteTextToVideo/VeoLiteTextToVideo.node.ts';
import { fields as waitForTask } from '../../nodes/WaitForTask/fields.ts';
import { fieldTable, type NodeFields } from './fieldTable.mts';

const root = join(import.meta.dirname, '../..');

/** The nodes that start videos, by the last words of their names. */
const startVideos: NodeFields[] = [
	['First/Last Frame', new VeoLiteFirstLastFrame().description.properties],
	['Text to Video', new VeoLiteTextToVideo().description.properties],
	['Image to Video', new VeoLiteImageToVideo().description.properties],
	['Extend Video', new VeoLiteExtendVideo().description.properties],
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
