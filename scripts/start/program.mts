import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { endChild, startChild } from '../bare-node/children.cjs';
import { Interrupted } from '../bare-node/failure.cjs';

/** Runs a program to its end and gives its exit code and what it printed, which also goes to a log. */
export async function runProgram(
	command: string,
	args: string[],
	options: { cwd: string; log: string; signal: AbortSignal },
): Promise<{ code: number | null; output: string }> {
	const { cwd, log, signal } = options;
	if (signal.aborted) throw new Interrupted();
	mkdirSync(dirname(log), { recursive: true });
	const file = createWriteStream(log);
	const child = startChild(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	const keep = (chunk: Buffer) => {
		output += chunk.toString();
		file.write(chunk);
	};
	child.stdout?.on('data', keep);
	child.stderr?.on('data', keep);
	const interrupt = () => void endChild(child);
	signal.addEventListener('abort', interrupt, { once: true });
	try {
		const code = await new Promise<number | null>((resolve, reject) => {
			file.once('error', reject);
			child.once('error', reject);
			child.once('close', resolve);
		});
		if (signal.aborted) throw new Interrupted();
		return { code, output };
	} finally {
		signal.removeEventListener('abort', interrupt);
		file.end();
	}
}
