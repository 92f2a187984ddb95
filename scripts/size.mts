/**
 * The size of `nodes/` by room, and the ratchet: fails where the sum is higher than `size.json` says.
 * A change that has to raise it writes the new sum down, with the reason in its commit.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { root } from './start/project.mts';

interface Size {
	lines: number;
	files: number;
}

const nothing: Size = { lines: 0, files: 0 };
const add = (one: Size, other: Size): Size => ({
	lines: one.lines + other.lines,
	files: one.files + other.files,
});

const rooms = new Map<string, Size>();
const nodes = join(root, 'nodes');
for (const file of readdirSync(nodes, { recursive: true, encoding: 'utf8' })) {
	if (!file.endsWith('.ts')) continue;
	const [folder = '', room = ''] = file.split(sep);
	const name = folder !== 'shared' ? folder : room.endsWith('.ts') ? 'shared' : `shared/${room}`;
	const lines = readFileSync(join(nodes, file), 'utf8').split('\n').length - 1;
	rooms.set(name, add(rooms.get(name) ?? nothing, { lines, files: 1 }));
}
const sum = [...rooms.values()].reduce(add, nothing);
const most: Size = JSON.parse(readFileSync(join(root, 'scripts', 'size.json'), 'utf8'));

for (const [name, { lines, files }] of [...rooms].sort().concat([['all', sum]])) {
	console.log(
		`${name.padEnd(32)}${String(lines).padStart(6)} lines ${String(files).padStart(4)} files`,
	);
}
if (sum.lines > most.lines || sum.files > most.files) {
	console.error(
		`\nnodes/ has grown: scripts/size.json allows ${most.lines} lines in ${most.files} files.\nTake as much out elsewhere, or write the new sum down and say why in the commit.`,
	);
	process.exitCode = 1;
} else if (sum.lines < most.lines || sum.files < most.files) {
	console.log(`\nnodes/ has shrunk: write the new sum down in scripts/size.json.`);
}
