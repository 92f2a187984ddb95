/** The commands of a block for the shell, one for each line: without comments, continued lines joined. */
export function commandsIn(text: string): Array<{ command: string; line: number }> {
	const commands: Array<{ command: string; line: number }> = [];
	let pending: { command: string; line: number } | undefined;
	for (const [line, raw] of text.split('\n').entries()) {
		const part = withoutComment(raw).trim();
		const command = pending ? `${pending.command} ${part}` : part;
		const start = pending?.line ?? line;
		pending = undefined;
		if (command.endsWith('\\')) pending = { command: command.slice(0, -1).trim(), line: start };
		else if (command !== '') commands.push({ command, line: start });
	}
	if (pending) commands.push(pending);
	return commands;
}

/** A word of code within a sentence that is a command of its own, and not a file, an option or a name. */
export function isCommand(code: string): boolean {
	return /^(?:[A-Z_]+=\S* )*(?:npm|npx) \S/.test(code);
}

/** A `#` begins a comment where a word could begin, outside quotes. */
function withoutComment(line: string): string {
	let quote: string | undefined;
	for (const [index, character] of [...line].entries()) {
		if (quote !== undefined) {
			if (character === quote) quote = undefined;
		} else if (character === "'" || character === '"') quote = character;
		else if (character === '#' && (index === 0 || /\s/.test(line[index - 1] ?? '')))
			return line.slice(0, index);
	}
	return line;
}
