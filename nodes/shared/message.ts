/**
 * What a node says when something goes wrong. All are in files named `…Messages.ts`. `<name>` is a
 * placeholder, see {@link formatMessage}.
 */
export interface Message {
	/** What happened: a sentence without a full stop, as a builder would say it. */
	readonly happened: string;
	/** What to do: whole sentences. */
	readonly advice: string;
}

/** The names of the placeholders of a sentence. */
type Placeholders<Sentence extends string> =
	Sentence extends `${string}<${infer Name}>${infer Rest}` ? Name | Placeholders<Rest> : never;

type Values<Sentence extends string> = Readonly<Record<Placeholders<Sentence>, string | number>>;

/** Values for the placeholders of both sentences. */
export type ValuesOf<M extends Message> = Values<M['happened'] | M['advice']>;

/** A sentence with its placeholders filled in. A value that looks like a placeholder stays as it is. */
export function formatText<const Sentence extends string>(
	sentence: Sentence,
	values: Values<Sentence>,
): string {
	const known: Readonly<Record<string, string | number>> = values;
	return sentence.replace(/<(\w+)>/g, (_placeholder, name: string) => String(known[name]));
}

/** Both sentences with their placeholders filled in. */
export function formatMessage<const M extends Message>(message: M, values: ValuesOf<M>): Message {
	return {
		happened: formatText(message.happened, values),
		advice: formatText(message.advice, values),
	};
}

/** How many ids or items a sentence names; the error's details have them all. */
const MAX_NAMED = 5;

/** The first five, and how many more there are: "a, b, c, d, e and 2 more". */
export function listed(all: readonly (string | number)[]): string {
	const more = all.length > MAX_NAMED ? ` and ${all.length - MAX_NAMED} more` : '';
	return `${all.slice(0, MAX_NAMED).join(', ')}${more}`;
}
