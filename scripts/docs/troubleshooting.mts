import type { Message } from '../../nodes/shared/message.ts';
import type { Chapter, Part } from './chapters.mts';

const HEAD = `# Troubleshooting

Every message that the two nodes and the credential can show, with its cause and what to do. Search this
page for the words that n8n shows. What stands here as \`<name>\` is filled in: a field, a task, a number.

This page is written by \`npm run docs\`, from the very lists that the nodes take their messages from.
[Faults](faults.md) shows what each fault of a network or a service leads to, and [Recovery](recovery.md)
how to get at what is paid for. Messages that don't stand here come from n8n itself.
`;

interface Entry {
	message: string;
	cause: string;
	/** Absent where the message says all that there is to say. */
	cure?: string;
}

/** The page on troubleshooting, in Markdown. */
export function troubleshootingPage(chapters: readonly Chapter[]): string {
	return [HEAD, ...chapters.map(chapterText)].join('\n');
}

function chapterText({ title, intro, parts }: Chapter): string {
	const byMessage = new Map<string, Entry[]>();
	for (const entry of parts.flatMap(entriesOf)) {
		byMessage.set(entry.message, [...(byMessage.get(entry.message) ?? []), entry]);
	}
	const sections = [...byMessage].map(([message, entries]) => {
		const texts = entries.map(entryText);
		return `### \`${message}\`\n\n${texts.join('\n\n')}\n`;
	});
	return [`## ${title}\n`, `${intro}\n`, ...sections].join('\n');
}

function entryText({ cause, cure }: Entry): string {
	const lines = [`**Cause:** ${cause}`];
	// The message gives its advice in n8n too, under its first line.
	if (cure !== undefined) lines.push(`**What to do:** ${escaped(cure)}`);
	return lines.join('\n\n');
}

function entriesOf({ list, causes }: Part): Entry[] {
	return Object.entries(list).map(([key, said]) => ({
		message: messageOf(said),
		cause: causes[key] ?? '',
		...(typeof said === 'string' ? {} : { cure: said.advice }),
	}));
}

function messageOf(said: Message | string): string {
	return typeof said === 'string' ? said : said.happened;
}

/** Text as it stands in Markdown: a blank such as `<name>` would pass for a tag, `{{ }}` for a template. */
function escaped(text: string): string {
	return text.replace(/<\w+>|\{\{.*?\}\}/g, (piece) => `\`${piece}\``);
}
