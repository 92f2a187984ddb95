/**
 * What a node says when something goes wrong, in a file named `…Messages.ts`. `<name>` is a placeholder
 * for what is filled in when it is said.
 */
export interface Message {
	/** What happened: a sentence without a full stop, as a builder would say it. */
	readonly happened: string;
	/** What to do: whole sentences. */
	readonly advice: string;
}

/** The names of what has to be filled into a sentence. */
type Blanks<Sentence extends string> = Sentence extends `${string}<${infer Name}>${infer Rest}`
	? Name | Blanks<Rest>
	: never;

type Values<Sentence extends string> = Readonly<Record<Blanks<Sentence>, string | number>>;

/** What has to be filled into both sentences, by its name. */
export type ValuesOf<M extends Message> = Values<M['happened'] | M['advice']>;

/** A sentence with everything filled in. What is filled in is never read as a blank itself. */
export function formatText<const Sentence extends string>(
	sentence: Sentence,
	values: Values<Sentence>,
): string {
	const known: Readonly<Record<string, string | number>> = values;
	return sentence.replace(/<(\w+)>/g, (_blank, name: string) => String(known[name]));
}

/** Both sentences with everything filled in. */
export function formatMessage<const M extends Message>(message: M, values: ValuesOf<M>): Message {
	return {
		happened: formatText(message.happened, values),
		advice: formatText(message.advice, values),
	};
}

/** How many of something a sentence names: the others are in the details. */
const MAX_NAMED = 5;

/** The first of many, as a text, and how many more there are: "a, b, c, d, e and 2 more". */
export function listed(all: readonly (string | number)[]): string {
	const more = all.length > MAX_NAMED ? ` and ${all.length - MAX_NAMED} more` : '';
	return `${all.slice(0, MAX_NAMED).join(', ')}${more}`;
}
