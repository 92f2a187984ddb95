import type { Message } from '../../nodes/shared/message.ts';
import type { Chapter, Part } from './chapters.mts';

const HEAD = `# Troubleshooting

Every message that the two nodes and the credential can show, with its cause and what to do. Search this
page for the words that n8n shows. \`<name>\` stands for a field, a task or a number.

[Faults](faults.md) lists what the nodes do when a network or the service fails. [Recovery](recovery.md)
explains how to get videos that you have paid for. Messages that are not listed here are from n8n itself.

(This page is generated from the nodes' own messages by \`npm run docs\`.)
`;

interface Entry {
	message: string;
	cause: string;
	/** Absent if the message says everything. */
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

/** Text for Markdown, where a blank such as `<name>` would be read as a tag and `{{ }}` as a template. */
function escaped(text: string): string {
	return text.replace(/<\w+>|\{\{.*?\}\}/g, (piece) => `\`${piece}\``);
}
