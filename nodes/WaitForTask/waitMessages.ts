import type { Message } from '../shared/message';

/** What can be wrong with a task id, and how the wait for a task can end without a result. */
export const taskMessages = {
	notAnId: {
		happened: "'<field>' is empty, or can't be the ID of a task",
		advice:
			'Let an expression return only the ID that the node before returned, e.g. {{ $json.task_id }}, as text: spreadsheets round long numbers.',
	},
	failed: {
		happened: 'Task <taskId> ended without a file',
		advice:
			'<reason> Look at the task in your Highway API account, and change what was refused, before you submit the item again.',
	},
	noFiles: {
		happened: 'Task <taskId> has succeeded, but no file came',
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
		advice: "<lastSeen> The task continues: wait for its ID again, or raise 'Timeout (Minutes)'.",
	},
	notDownloaded: {
		happened: '<file> of task <taskId> could not be downloaded: <reason>',
		advice:
			'The task has finished: wait for its ID again, or retry, to get the file free of charge.',
	},
} as const satisfies Record<string, Message>;

/** Sentences that are added to the advice. */
export const taskAdditions = {
	noReason: 'The service gives no reason.',
	reason: 'The service gives this reason: <reason>',
	lastStatus: 'Its last status is <status>.',
	neverRead: 'Its status could not be read: <happened>.',
	waitAgain: 'The task continues: wait for its ID again.',
	otherTasks:
		"To get the other tasks without paying again, set 'On Error' to 'Continue', save, and retry with the saved workflow: <ids>.",
} as const;

/** Why a file could not be downloaded. A signed link must not be shown, so `<host>` stands for it. */
export const downloadReasons = {
	badStatus: '<host> answered with HTTP <status>',
	noFile: '<host> sent a page, text or nothing instead of a file',
	cut: 'the connection to <host> (or its redirect, or a proxy of n8n) could not be made, was cut or was too slow',
	notTrusted: 'n8n does not trust the certificate of <host> or of its redirect',
	blocked: 'the SSRF protection of n8n refuses <host> or its redirect',
	notStored: 'n8n could not store it',
	storageFull: "n8n's own storage is full",
} as const;

/** What can be wrong with the loop of the operation `suspend`. */
export const loopMessages = {
	alwaysOutputsData: {
		happened: "'Always Output Data' can't be used with 'Suspend Until Finished'",
		advice:
			"It would send an empty item to 'Done' after each check. Turn it off in the settings of this node.",
	},
	wrongWay: {
		happened: "'Still Running' has to lead back to this node, and 'Done' must not",
		advice:
			"Connect 'Still Running' to a Wait node of 70 seconds, and that node to the input of this one. Connect 'Done' to your next node.",
	},
} as const satisfies Record<string, Message>;

/** Hints above the output. */
export const outputHints = {
	linksExpire:
		'The links expire soon (…_url_expires_at). Turn on “Download Files” to keep the files.',
	heldBack: 'Fewer files than requested may have come (items: <count>). <reason>',
	onlyOnePass: '“Execute step” checks once: execute the whole workflow to wait for all tasks.',
} as const;
