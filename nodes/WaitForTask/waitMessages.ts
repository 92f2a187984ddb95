import type { Message } from '../shared/message';

/** What can be wrong with the field that names the task. */
export const taskIdMessages = {
	empty: {
		happened: "'<field>' is empty",
		advice:
			'Put this node after the one that starts the video and keep {{ $json.task_id }}, or enter the ID of a task.',
	},
	notAnId: {
		happened: "'<field>' can't be the ID of a task",
		advice:
			'An ID is one line of up to 500 characters. Switch the field from Fixed to Expression, and let it return only the ID, e.g. {{ $json.task_id }}.',
	},
	rounded: {
		happened: "'<field>' is a number that has lost digits",
		advice:
			'Spreadsheets and expressions round numbers of more than 15 digits. Keep the ID as text on its whole way to this node.',
	},
} as const satisfies Record<string, Message>;

/** How the wait for a task can end without a result. */
export const taskMessages = {
	failed: {
		happened: 'Task <taskId> ended without a file',
		advice:
			'<reason> Correct what it names, or look at the task in your Highway API account, before you submit the item again.',
	},
	noFiles: {
		happened: 'No file came of task <taskId>, which has succeeded',
		advice:
			'<reason> Wait for the same ID once more, at no cost; if there is none then, safety filters have probably held back the results.',
	},
	unknown: {
		happened: 'The Highway API does not know task <taskId>',
		advice:
			"Check 'Task ID'. It must come from the same Highway API account, and the service keeps results for a limited time only.",
	},
	notFinished: {
		happened: 'Task <taskId> has not finished within <time>',
		advice:
			"<lastSeen> The task itself continues: to get its result, wait for its ID again, or raise 'Timeout (Minutes)'.",
	},
	notDownloaded: {
		happened: '<file> of task <taskId> could not be downloaded: <reason>',
		advice:
			'The task has finished: wait for its ID again, or retry, to get the file free of charge.',
	},
	notStored: {
		happened: '<file> of task <taskId> could not be stored by n8n<reason>',
		advice:
			'The download itself worked: ask the admin of n8n to check its storage, then wait for the ID again, or retry, free of charge.',
	},
} as const satisfies Record<string, Message>;

/** What can be added to the advice, a sentence each. */
export const taskAdditions = {
	reason: 'The service gives this reason: <reason>',
	noReason: 'The service gives no reason.',
	lastStatus: 'Its last status is <status>.',
	neverRead: 'Its status could not be read: <happened>.',
	waitAgain: 'The task itself continues: to get its result, wait for its ID again.',
	otherTasks:
		"To get <others> without paying again, set 'On Error' to 'Continue', save, and retry with the saved workflow: <ids>.",
} as const;

/** Why a file could not be downloaded. The signed link is not to be shown, so its host stands for it. */
export const downloadReasons = {
	notAnAddress: 'its link is not a web URL',
	badStatus: '<host> answered with HTTP <status>',
	noFile: '<host> sent a page, text or nothing instead of a file',
	cut: 'the connection to <host> was refused, cut or too slow',
	unknownHost: 'the name of the host <host> was not found',
	certificate: 'the certificate of <host> is not trusted',
	blocked: "n8n's SSRF protection does not allow <host>",
	proxy: 'the proxy on the way to <host> could not be reached',
	storageFull: ': its storage is full',
} as const;

/** What can be wrong with the loop of the operation `suspend`. */
export const loopMessages = {
	alwaysOutputsData: {
		happened: "'Always Output Data' can't be used with 'Suspend Until Finished'",
		advice:
			"It would send an empty item to 'Done' after each check. Turn it off in the settings of this node.",
	},
	nothingLeadsBack: {
		happened: "'Still Running' does not lead back to this node through another one",
		advice:
			"Connect 'Still Running' to a Wait node of 70 seconds, and that node to the input of this one. Connect 'Done' to your next node.",
	},
	ownOutput: {
		happened: "'Done' leads back to this node instead of 'Still Running'",
		advice:
			"Finished tasks would be waited for again. Lead 'Still Running' back through a Wait node of 70 seconds, and 'Done' to your next node.",
	},
} as const satisfies Record<string, Message>;

/** Hints above the output, about what the items don't show at a glance. */
export const outputHints = {
	linksExpire: 'The links stop working at <time>. Turn on “Download Files” to keep the files.',
	heldBack: 'Fewer files than requested may have come of <tasks>. <reason>',
	onlyOnePass:
		'<tasks> still running. “Execute step” checks once: execute the whole workflow to wait for all.',
} as const;
