import type { Message } from '../message';

/** Why an item that passed its checks is not sent, or an option can't be used. */
export const submittingMessages = {
	stillWaiting: {
		happened:
			'The item is still in the loop of a Wait for Task node, so no video was started for it',
		advice:
			'It has the field wait_for_task. If it has left the loop on purpose, remove the field with an Edit Fields node before this one.',
	},
	keySubmittedBefore: {
		happened: "'Pay Once Key' was submitted before, but its task ID is not known here",
		advice:
			"The ID is in your own data, or in n8n's log beside <claim>: pass it to Wait for Task. If n8n crashed at that time, the item may never have been sent: check your Highway API account, and use another key to submit it.",
	},
	unclaimable: {
		happened: 'n8n could not record that the item is about to be submitted',
		advice:
			'Nothing was sent for this item: without this record, you might pay twice. Check that n8n can write to its database, then run the item again.',
	},
	limit: {
		happened: "<videos> would exceed 'Max Videos per Execution'",
		advice:
			"The limit is <limit>, of which this execution has used <made>. Nothing more was submitted: raise the limit, save, and choose 'Retry with currently saved workflow', which pays for nothing twice.",
	},
	keyShared: {
		happened: "Items with the same 'Pay Once Key' ask for different videos",
		advice:
			'All of them would get one video, so none was submitted. Check the names in the expression of the key: each item needs a key of its own, e.g. the ID of its row.',
	},
} as const satisfies Record<string, Message>;

/** What is added to the advice; that of a doubt is the whole advice. */
export const submittingAdditions = {
	inDoubt:
		"The video may have been started<answered>. Look in your Highway API account: if it is there, pass its task ID to Wait for Task; if not, a new execution or another 'Pay Once Key' submits it. With 'On Error' set to 'Continue', 'Retry' returns the other items.",
	nothingSubmitted: 'Nothing was submitted; to correct: item <items>.',
	accepted: "Accepted before, and not paid for again by 'Retry': <tasks>.",
} as const;

/** Hints above the output. */
export const submittingHints = {
	ordered:
		'Ordered: <videos> (<forms>), <made> of at most <limit> in this execution. Add Wait for Task to get the result.',
	earlier:
		'Earlier tasks are returned, and nothing is paid again. Items of the same request: <same>, of another one: <changed>.',
	crash:
		"After a crash of n8n, a Retry pays again for what was just submitted, unless 'Save execution progress' is on in the workflow's settings.",
} as const;

/** Lines in n8n's log. */
export const submittingLog = {
	accepted: 'Highway API accepted task <taskId><key>',
	inDoubt: 'Highway API may have accepted a submission without an answer',
	changed: 'Highway API: Submitted before with another request: task <taskId>',
	notWritten: 'Highway API: n8n did not write something down: <cause>',
} as const;
