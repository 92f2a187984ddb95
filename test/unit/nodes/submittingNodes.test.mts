import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SUBMITTING_NODES } from '../../../nodes/WaitForTask/suspend/loopWiring.ts';

const folder = join(import.meta.dirname, '../../../nodes');

it('every node that submits is known to the loops that must not lead through it', () => {
	const submitting = readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.node.ts'))
		.map((name) => readFileSync(join(folder, name), 'utf8'))
		.filter((source) => source.includes('submitItems('))
		.map((source) => /^\t\tname: '(\w+)'/m.exec(source)?.[1]);
	expect(submitting).toEqual(SUBMITTING_NODES);
});
