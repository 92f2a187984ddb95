import type { Words } from '../words';

/** What can keep an item from being sent that has been checked. */
export const submittingWords = {
	unloadable: {
		happened: 'A file of the item could not be read when it was to be submitted',
		advice:
			'It was there when the item was checked, and has been changed or deleted since. Nothing was sent for this item: run the node that gives the picture again.',
	},
	submittedBefore: {
		happened: 'The item may have been submitted already, by an earlier try or at the same time',
		advice:
			"n8n's database says that it was about to be sent, and its task id is not known here. Search n8n's log for \"Highway API\", and look into your Highway API account. A task id that you find can be waited for with Wait for Task. If there is no such task, enter <code> in 'Submit Again' (under Options) and run the item again: that submits it once more.",
	},
	keySubmittedBefore: {
		happened: "'Pay Once Key' was submitted before, and its task id is not known here",
		advice:
			"Search n8n's log for <digest>, and look into your Highway API account. A task id that you find can be waited for with Wait for Task. If there is no such task, enter <code> in 'Submit Again' (under Options) and run the item again: that submits it once more.",
	},
	unclaimable: {
		happened: 'n8n could not write down that the item is about to be submitted',
		advice:
			'Nothing was sent for this item: without the note, a crash could lead to paying twice. Check that n8n can write to its database, then run the item again.',
	},
	turnNotCome: {
		happened: "The item's turn to be submitted has not come within <time>",
		advice:
			"Nothing was sent for this item. More is submitted to this account at the same time than its limits let through: start fewer executions at once, raise 'Keep Trying (Minutes)' under Options, or, where it is set, 'Max Submissions per Minute'. Then run the item again.",
	},
	batchEnded: {
		happened: 'The item was not submitted, since item <item> was refused for the whole account',
		advice: '<happened>. <advice>',
	},
	limitExceeded: {
		happened: "'Max Videos per Execution' does not leave enough for this batch",
		advice:
			"The batch wants <wanted>, samples counted. The limit is <limit>, and this execution has made <made> already, in all runs of this node. Nothing of the batch was submitted. If so many are meant, raise 'Max Videos per Execution' under Options.",
	},
	limitDiffers: {
		happened: "'Max Videos per Execution' differs between the items",
		advice: 'It holds for the whole execution. Enter a number that is the same for all items.',
	},
	keyEmpty: {
		happened: "'<field>' is empty",
		advice:
			'Use an expression that gives each item its key, e.g. the id of its row, or remove the option.',
	},
	keyTooLong: {
		happened: "'<field>' has more than <limit> characters",
		advice: 'Use something short that names the item, e.g. the id of its row.',
	},
} as const satisfies Record<string, Words>;

/** What can be added to the advice where some items of a run were submitted and others were not. */
export const submittingAdditions = {
	mayBeAccepted:
		"The service may have accepted this request, so it was not sent again automatically. Check your Highway API account before you run this item again, or you may pay twice. If there is no such task, enter <code> in 'Submit Again' (under Options) and run the item again.",
	givenUpBusy:
		"It was tried for <time>, and nothing was accepted. To wait longer, raise 'Keep Trying (Minutes)' under Options; where other programs use the same account, set 'Max Submissions per Minute' to its part of the limit.",
	givenUpUnreachable: 'It was tried for <time>.',
	nothingSubmitted: 'Nothing was submitted in this run.',
	moreToCorrect: 'There is more to correct: <messages>.',
	moreInDoubt:
		"The same holds for others, each with a code of its own for 'Submit Again': <items>.",
	acceptedTasks:
		"These videos were started and are still running: <tasks>. 'Retry' in the list of executions submits only the remaining items, while 'Execute workflow' and 'Execute step' pay for all of them again. To get these videos without a retry, pass their IDs to Wait for Task.",
	sighting: 'It was execution <execution> that submitted it, at <time>.',
} as const;

/** What is said beside the output. */
export const submittingHints = {
	changedSince:
		'<items> had been accepted before the node or the item was changed, and so handed on with the task of then: the change does not reach it.',
	knownBefore:
		'<items> had been submitted before, and so handed on with the task of then instead of submitted again.',
} as const;

/** Lines in n8n's log. */
export const submittingLog = {
	accepted:
		'Highway API accepted task <taskId> (item <item>, node "<node>", execution <execution>)',
	acceptedOnce:
		'Highway API accepted task <taskId> (item <item>, node "<node>", execution <execution>, pay-once key <payOnce>)',
	unsure:
		'Highway API may have accepted a submission without an answer (item <item>, node "<node>", execution <execution>, code <code>)',
	notWritten:
		'Highway API: n8n could not keep a claim on a submission (node "<node>", execution <execution>): <cause>',
	withoutClaims:
		'Highway API: this n8n offers no deduplication here, so a retry after a crash can submit again what was accepted',
} as const;
