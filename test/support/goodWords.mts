/** What a message of the nodes says of itself, with all that was composed into it. */
export interface Told {
	message: string;
	description?: string | null;
	/** Whether the item that it is about may have been accepted and paid for. */
	inDoubt?: boolean;
}

/** n8n’s guidelines: words that only say that something is bad. 'On Error' is the name of a setting. */
const FORBIDDEN = /\b(errors?|problems?|failures?|mistakes?)\b/i;

/** What tells to send a request again, which nobody may be told whose video may be under way. */
const SEND_AGAIN =
	/\b(try again|run (the node|the item|it|this item) again|submit (it|the item) again|raise)\b/i;

const sentencesOf = (text: string): number =>
	text
		.replace(/\be\.g\./g, 'such as')
		.split(/[.?!]+["”'’)]?(?:\s+|$)/)
		.filter((sentence) => /\w/.test(sentence)).length;

/** The service’s own words come on top, and so does what an item held. */
const withoutQuotations = (text: string): string =>
	text.replace(/"[^"]*"\.?|“[^”]*”\.?|\{\{[^}]*\}\}/g, '…').replace(/'On Error'/g, 'the setting');

/** What is wrong with a message, or nothing. */
export function flawsOf({ message, description, inDoubt = false }: Told): string[] {
	// What a model is told holds the advice, too.
	const alone = message.replace(`. ${description ?? ''}`, '').replace(/ \[item \d+\]$/, '');
	const happened = withoutQuotations(alone);
	const advice = withoutQuotations(description ?? '');
	// An ID is read by nobody.
	const words = `${happened} ${advice}`
		.split(/\s+/)
		.filter((word) => /\w/.test(word) && !/^[\da-f-]{36}\W*$/.test(word)).length;
	const flaws = {
		'more than one sentence says what happened': sentencesOf(happened) > 1,
		'a full stop ends what happened': /\.$/.test(happened),
		'no advice': advice.length < 10,
		'more than three sentences of advice': sentencesOf(advice) > 3,
		[`${words} words`]: words > 60,
		'a word that only says that something is bad': FORBIDDEN.test(`${happened} ${advice}`),
		'a blank that was never filled in': /<\w+>/.test(`${happened} ${advice}`),
		'a doubt, and to send again': inDoubt && SEND_AGAIN.test(`${happened} ${advice}`),
	};
	return Object.entries(flaws).flatMap(([flaw, is]) => (is ? [flaw] : []));
}
