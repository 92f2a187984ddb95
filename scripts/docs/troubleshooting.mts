import * as suspendMessages from '../../nodes/WaitForTask/suspend/suspendMessages.ts';
import * as waitMessages from '../../nodes/WaitForTask/waitMessages.ts';
import * as faultMessages from '../../nodes/shared/api/faultMessages.ts';
import * as imageMessages from '../../nodes/shared/images/imageMessages.ts';
import * as connectionMessages from '../../nodes/shared/n8n/connectionMessages.ts';
import * as parameterMessages from '../../nodes/shared/n8n/parameterMessages.ts';
import * as submittingMessages from '../../nodes/shared/submitting/submittingMessages.ts';
import * as videoMessages from '../../nodes/shared/veoLite/videoMessages.ts';
import type { Message } from '../../nodes/shared/message.ts';

const lists: Readonly<Record<string, Readonly<Record<string, Message | string>>>> = {
	...suspendMessages,
	...waitMessages,
	...faultMessages,
	...imageMessages,
	...connectionMessages,
	...parameterMessages,
	...submittingMessages,
	...videoMessages,
};

/** All that the nodes and the credential can say, by list and key, such as `taskMessages.failed`. */
export const messages = new Map(
	Object.entries(lists).flatMap(([name, list]) =>
		Object.entries(list).map(([key, said]) => [
			`${name}.${key}`,
			typeof said === 'string' ? { happened: said, advice: undefined } : said,
		]),
	),
);

/** An entry of the page begins with a comment that names its message; its cause is written by hand. */
const ENTRY = /<!-- (\w+\.\w+) -->\n\n(\*\*Cause:\*\* .+)/g;

/** The page on troubleshooting with the messages and the advice that the nodes have now. */
export function withMessages(page: string): string {
	const chapters = page.trimEnd().split(/\n+(?=## )/);
	return `${chapters.map(withMessagesOfChapter).join('\n\n')}\n`;
}

function withMessagesOfChapter(chapter: string): string {
	const entries = [...chapter.matchAll(ENTRY)];
	if (entries.length === 0) return chapter;
	const byMessage = new Map<string, string[]>();
	for (const [, name = '', cause = ''] of entries) {
		const words = messages.get(name);
		if (words === undefined) throw new Error(`The nodes have no message ${name}`);
		const lines = [`<!-- ${name} -->`, cause];
		// The message gives its advice in n8n too, under its first line.
		if (words.advice !== undefined) lines.push(`**What to do:** ${escaped(words.advice)}`);
		byMessage.set(words.happened, [...(byMessage.get(words.happened) ?? []), ...lines]);
	}
	const intro = chapter.slice(0, chapter.search(/^(?:### |<!-- )/m)).trim();
	const sections = [...byMessage].map(([message, lines]) => [`### \`${message}\``, ...lines]);
	return [intro, ...sections.flat()].join('\n\n');
}

/** Text in Markdown: a blank such as `<name>` would pass for a tag, `{{ }}` for a template. */
function escaped(text: string): string {
	return text.replace(/<\w+>|\{\{.*?\}\}/g, (piece) => `\`${piece}\``);
}
