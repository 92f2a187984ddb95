import type { Message } from '../shared/message';

/** What can be wrong with the fields that only this node has. */
export const fieldMessages = {
	noTaskId: {
		happened: "'<field>' is empty",
		advice:
			'Put this node after the one that starts the video and keep {{ $json.task_id }}, or enter the ID of a task.',
	},
	notATaskId: {
		happened: "'<field>' can't be the ID of a task",
		advice:
			'An ID is one line of up to 500 characters. Use an expression that returns only the ID, such as {{ $json.task_id }}, and switch the field from Fixed to Expression.',
	},
	roundedTaskId: {
		happened: "'<field>' is a number that has lost digits",
		advice:
			'Numbers of more than 15 digits are rounded in spreadsheets and expressions. Keep the ID as text on its whole way to this node.',
	},
	noBinaryProperty: {
		happened: "'<field>' is empty",
		advice: 'Enter a name for the field, e.g. data.',
	},
} as const satisfies Record<string, Message>;

const WAIT_AGAIN = 'The task itself continues. To get its result, wait for its ID again.';

const ENDED_WITHOUT = 'Task <taskId> ended without a file';

/** How the wait for a task can end without a result. */
export const taskMessages = {
	failed: {
		happened: ENDED_WITHOUT,
		advice:
			'The service gives this reason: <reason> Correct what it names, for example the prompt or the images, then submit the item again.',
	},
	failedWithoutReason: {
		happened: ENDED_WITHOUT,
		advice:
			'The service gives no reason. Check the task in your Highway API account before you submit the item again: the service may have had a fault, or it may not accept something in the prompt or the images.',
	},
	noFiles: {
		happened: 'No file came of task <taskId>, which has succeeded',
		advice:
			'<reason>Wait for the same ID once more, which costs nothing. If there is still none, safety filters have probably held back the results: your Highway API account shows whether the task was charged.',
	},
	unknown: {
		happened: 'The Highway API does not know task <taskId>',
		advice:
			"Check 'Task ID'. It must come from the same Highway API account, and the service keeps results for a limited time only.",
	},
	notFinished: {
		happened: 'Task <taskId> has not finished within <time>',
		advice: `<lastSeen> ${WAIT_AGAIN} Raise 'Timeout (Minutes)' to wait longer.`,
	},
	notDownloaded: {
		happened: '<file> of task <taskId> could not be downloaded: <reason>',
		advice:
			'The node tried for a while. The task has finished: wait for the same ID again, or retry the execution, to download it free of charge.',
	},
	notStored: {
		happened: '<file> of task <taskId> could not be stored by n8n: <reason>',
		advice:
			'The download itself worked. Ask the admin of n8n to check its storage and log. Then wait for the same ID again, or retry the execution: it costs nothing.',
	},
} as const satisfies Record<string, Message>;

/** What can be added to the advice. */
export const taskAdditions = {
	waitAgain: WAIT_AGAIN,
	reason: 'The service gives this reason: <reason> ',
	lastStatus: 'Its last status is <status>.',
	lastProgress: 'Its last status is <status>, <percent> % done.',
	neverRead: 'Its status could not be read.',
	lastRequest: 'The last request: <happened>.',
	otherTasks:
		"To get <others> of this run without paying again, change 'Stop Workflow' to 'Continue' in the settings of this node, save the workflow, and choose 'Retry with currently saved workflow' in the list of executions. <ids>.",
} as const;

/** Why a file could not be downloaded. The signed link is not to be shown, so its host stands for it. */
export const downloadReasons = {
	notAnAddress: 'its link is not a web URL',
	badStatus: '<host> answered with HTTP <status>',
	noFile: '<host> sent a page or text (<type>) instead of a file',
	empty: '<host> sent an empty file',
	tooSlow: '<host> sent less than a kilobyte a second',
	cut: 'the connection to <host> was cut',
	unknownHost: 'the name of the host <host> was not found',
	refused: '<host> refused the connection',
	certificate: 'the certificate of <host> is not trusted',
	blocked: "n8n's SSRF protection does not allow <host>",
	proxy: 'the proxy on the way to <host> could not be reached',
} as const;

/** Why n8n could not store a downloaded file. */
export const storeReasons = {
	full: 'its storage is full',
	notAllowed: 'it may not write to its folder for files',
	tooLarge: 'the file is larger than N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE',
	unknown: 'its storage did not take the file',
} as const;

/** What can be wrong with the loop of the operation `suspend`. */
export const loopMessages = {
	alwaysOutputsData: {
		happened: "'Always Output Data' can't be used with 'Suspend Until Finished'",
		advice:
			"It would send an empty item to 'Done' after each check. Turn it off in the settings of this node.",
	},
	nothingLeadsBack: {
		happened: "'Still Running' does not lead back to this node",
		advice:
			"Connect 'Still Running' to a Wait node of 70 seconds, and that node to the input of this one. Connect 'Done' to your next node.",
	},
	ownOutput: {
		happened: "'Done' leads back to this node instead of 'Still Running'",
		advice:
			"Finished tasks would be waited for again. Connect 'Still Running' to a Wait node of 70 seconds and that node to the input of this one, and 'Done' to your next node.",
	},
} as const satisfies Record<string, Message>;

/** Hints above the output, about what the items don't show at a glance. */
export const outputHints = {
	linksExpire: 'The links stop working at <time>. Turn on “Download Files” to keep the files.',
	heldBack: 'Fewer files than requested may have come of <tasks>. The service says: <reason>',
	onlyOnePass:
		'<tasks> still running. “Execute step” checks once: execute the whole workflow to wait for all.',
} as const;
