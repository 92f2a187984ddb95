import type { Message } from '../message';

/** Why an item that passed its checks is not sent. */
export const submittingMessages = {
	unloadable: {
		happened: 'A file of the item could not be read when it was its turn',
		advice:
			'The file was changed or deleted after it was checked. Nothing was sent for this item. Run the node that returns the image again.',
	},
	submittedBefore: {
		happened: 'The item may already have been submitted, by an earlier or a parallel try',
		advice:
			"n8n's database says that it was about to be sent, but its task ID is not known here. Search n8n's log for \"Highway API\", and check your Highway API account. If you find a task ID, pass it to Wait for Task. If there is no such task, enter <code> in 'Submit Again' (under Options) and run the item again: that submits it once more.",
	},
	keySubmittedBefore: {
		happened: "'Pay Once Key' was submitted before, but its task ID is not known here",
		advice:
			"Search n8n's log for <digest>, and check your Highway API account. If you find a task ID, pass it to Wait for Task. If there is no such task, enter <code> in 'Submit Again' (under Options) and run the item again: that submits it once more.",
	},
	unclaimable: {
		happened: 'n8n could not record that the item is about to be submitted',
		advice:
			'Nothing was sent for this item: without this record, you might pay twice after a crash. Check that n8n can write to its database, then run the item again.',
	},
	turnNotCome: {
		happened: 'The item waited <time> for its turn and was not submitted',
		advice:
			"Nothing was sent for this item. More items are waiting than the limits of this account allow. Start fewer executions at the same time, raise 'Keep Trying (Minutes)' under Options, or raise 'Max Submissions per Minute' if you have set it. Then run the item again.",
	},
	batchEnded: {
		happened: 'The item was not submitted: the refusal of item <item> applies to the whole account',
		advice: '<happened>. <advice>',
	},
	limitExceeded: {
		happened: "This batch would exceed 'Max Videos per Execution'",
		advice:
			"Videos in this batch: <wanted>. Limit: <limit>, of which this execution has used <made>, over all runs of this node. Nothing of the batch was submitted. If you want that many, raise 'Max Videos per Execution' under Options.",
	},
	limitDiffers: {
		happened: "'Max Videos per Execution' is not the same for all items",
		advice: 'It applies to the whole execution. Enter one number for all items.',
	},
	keyEmpty: {
		happened: "'<field>' is empty",
		advice:
			'Use an expression that returns a key for each item, e.g. the ID of its row, or remove the option.',
	},
	keyTooLong: {
		happened: "'<field>' has more than <limit> characters",
		advice: 'Use something short that identifies the item, e.g. the ID of its row.',
	},
} as const satisfies Record<string, Message>;

/** What can be added to the advice when some items of a run were submitted and others were not. */
export const submittingAdditions = {
	mayBeAccepted:
		"The service may have accepted this request, so it was not sent again automatically. Check your Highway API account before you run this item again, or you may pay twice. If there is no such task, enter <code> in 'Submit Again' (under Options) and run the item again.",
	givenUpBusy:
		"The node tried for <time>, and nothing was accepted. To try longer, raise 'Keep Trying (Minutes)' under Options. If other programs use the same account, set 'Max Submissions per Minute' to your share of the limit.",
	givenUpUnreachable: 'The node tried for <time>.',
	nothingSubmitted: 'Nothing was submitted in this run.',
	moreToCorrect: 'Also to correct: <messages>.',
	moreInDoubt:
		"The same applies to other items, each with its own code for 'Submit Again': <items>.",
	acceptedTasks:
		"These videos were started and are still running: <tasks>. 'Retry' in the list of executions submits only the remaining items; 'Execute workflow' and 'Execute step' pay for all of them again. To get these videos without a retry, pass their IDs to Wait for Task.",
	sighting: 'Execution <execution> submitted it at <time>.',
} as const;

/** Hints above the output. */
export const submittingHints = {
	changedSince:
		'Accepted before the node or the item was changed: <items>. The earlier task is returned, without the change.',
	knownBefore:
		'Submitted before: <items>. The earlier task is returned, and nothing is paid for again.',
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
		'Highway API: n8n could not store the claim of a submission (node "<node>", execution <execution>): <cause>',
	withoutClaims:
		'Highway API: this n8n has no deduplication service here, so a retry after a crash may submit accepted items again',
} as const;
