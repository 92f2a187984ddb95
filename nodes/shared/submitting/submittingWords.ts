import type { Words } from '../words';

/** What can keep an item from being sent that has been checked. */
export const submittingWords = {
	unloadable: {
		happened: 'A file of the item could not be read when it was to be submitted',
		advice:
			'It was there when the item was checked, and has been changed or deleted since. Nothing was sent for this item: run the node that gives the picture again.',
	},
} as const satisfies Record<string, Words>;

/** What can be added to the advice where some items of a run were submitted and others were not. */
export const submittingAdditions = {
	mayBeAccepted:
		'The service may have accepted the request all the same, so it is not sent again by itself: look into your Highway API account before you run this item again.',
	nothingSubmitted: 'Nothing was submitted in this run.',
	moreToCorrect: 'There is more to correct: <messages>.',
	acceptedTasks:
		'Tasks that were accepted and go on: <tasks>. A retry of this execution submits only the other items. These can also be waited for with Wait for Task.',
} as const;
