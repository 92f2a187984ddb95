import type { Message } from '../shared/message';

/** What can be wrong with the fields that only this node has. */
export const waitFieldMessages = {
	noTaskId: {
		happened: "'<field>' is empty",
		advice:
			'Put this node after the one that starts the video and keep {{ $json.task_id }}, or enter the ID of a task.',
	},
	noTaskIdAtAll: {
		happened: "'<field>' can't be the ID of a task",
		advice:
			'An ID is one line of up to 500 characters without angle brackets; this value has <characters> characters. Use an expression that returns only the ID, such as {{ $json.task_id }}.',
	},
	noBinaryProperty: {
		happened: "'<field>' is empty",
		advice: 'Enter a name for the field, e.g. data.',
	},
} as const satisfies Record<string, Message>;

const WAIT_AGAIN = 'The task itself continues. To get its result, wait for its ID again.';

const ENDED_WITHOUT = 'Task <taskId> ended without a file';

const NOT_FINISHED = 'Task <taskId> has not finished within <time>';

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
	heldBack: {
		happened: ENDED_WITHOUT,
		advice:
			'The service returned no files and no reason. This happens when its safety filters hold back every video. Change the prompt or the images, then submit the item again. Your Highway API account shows whether this task was charged.',
	},
	heldBackForReason: {
		happened: ENDED_WITHOUT,
		advice:
			'The service returned no files and gives this reason: <reason> If it is about the content, change the prompt or the images, then submit the item again.',
	},
	elsewhere: {
		happened: ENDED_WITHOUT,
		advice:
			"The service returned no files, but its answer has <lists>, which this node does not read. You don't need to submit the item again: the mode 'Check Once' with 'Simplify' turned off returns the answer as it came.",
	},
	withoutLink: {
		happened: ENDED_WITHOUT,
		advice:
			"The service lists <files>, but without a link. You don't need to submit the item again: wait for the same ID a little later. The mode 'Check Once' with 'Simplify' turned off shows the answer as it came.",
	},
	unknown: {
		happened: 'The Highway API does not know task <taskId>',
		advice:
			"Check 'Task ID'. It must come from the same Highway API account, and the service keeps results for a limited time only.",
	},
	notFinished: {
		happened: NOT_FINISHED,
		advice: `<lastSeen> ${WAIT_AGAIN} Raise 'Timeout (Minutes)' to wait longer.`,
	},
	mayBeFinal: {
		happened: NOT_FINISHED,
		advice:
			'<lastSeen> This node does not know this status, which may be final. Check the task in your Highway API account. If it is still in progress there, wait for its ID again.',
	},
	notDownloaded: {
		happened: '<file> of task <taskId> could not be downloaded',
		advice:
			"The node tried several times; the last time, <reason>. The task has finished and the service still has its result. Wait for the same ID again, or set the option 'If a Download Fails' to 'Return the Link'.",
	},
	notStored: {
		happened: '<file> of task <taskId> could not be stored by n8n',
		advice:
			'The download worked, but <reason>. Free up space, or ask the admin of n8n to check its log and the place where it keeps files. The task has finished and the service still has its result: then wait for the same ID again.',
	},
} as const satisfies Record<string, Message>;

/** What can be added to the advice. */
export const taskAdditions = {
	waitAgain: WAIT_AGAIN,
	lastStatus: 'Its last status is <status>.',
	lastProgress: 'Its last status is <status>, <percent> % done.',
	neverRead: 'Its status could not be read.',
	lastRequest: 'The last request: <happened>.',
	otherTasks:
		"To get <others> of this run without paying again, change 'Stop Workflow' to 'Continue' in the settings of this node, save the workflow, and choose 'Retry with currently saved workflow' in the list of executions. <ids>.",
} as const;

/** Why a file could not be downloaded, for messages and `download_failed`. */
export const downloadReasons = {
	notAnAddress: 'the link to the file is not a web URL',
	badStatus: 'the file host answered with HTTP <status>',
	noFile: 'the file host sent <type> instead of a file',
	empty: 'the file host sent an empty file',
	tooSlow: 'the file host sent less than a kilobyte a second',
	cut: 'the connection to the file host was cut',
} as const;

/** Why n8n could not store a downloaded file, for messages and `download_failed`. */
export const storeReasons = {
	full: 'n8n could not store the file, because its disk is full',
	notAllowed: 'n8n could not store the file, because it may not write to its folder for files',
	tooLarge:
		'n8n could not store the file, because it is larger than N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE',
	unknown: 'n8n could not store the file',
} as const;

/** Hints above the output, about what the items don't show at a glance. */
export const outputHints = {
	notDownloaded:
		'<files> could not be downloaded. Nothing is lost: each item has the link, and the reason in “download_failed”.',
	linksExpire: 'The links stop working at <time>. Turn on “Download Files” to keep the files.',
	itemPerFile: 'A task returned <files>. Each file is an item of its own, numbered by <indexes>.',
	filesTogether:
		'A task returned <files>. Each item has all files of its task, in <lists> and as separate binary fields.',
	someHeldBack: '<tasks> may have returned fewer files than requested. The service says: <reason>',
	someWithoutLink:
		'The service also lists <files> without a link. To check for them again, wait for the same tasks; it costs nothing.',
	inMemory:
		'n8n keeps these files (<size> MB) in memory and in the data of the execution. For large files, ask its admin to set N8N_DEFAULT_BINARY_DATA_MODE to “filesystem”.',
} as const;
