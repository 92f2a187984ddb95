import type { Message } from '../shared/message';

/** What can be wrong with the fields of this node alone. */
export const waitFieldMessages = {
	noTaskId: {
		happened: "'<field>' is empty",
		advice:
			'Put this node after the one that starts the video and keep {{ $json.task_id }}, or enter the ID of a task.',
	},
	noTaskIdAtAll: {
		happened: "'<field>' can not be the ID of a task",
		advice:
			'An ID is one line of at most 500 characters without pointed brackets; this has <characters> characters. Use an expression that gives the ID alone, such as {{ $json.task_id }}.',
	},
	noBinaryProperty: {
		happened: "'<field>' is empty",
		advice: 'Enter a name for the field, e.g. data.',
	},
} as const satisfies Record<string, Message>;

const WAIT_AGAIN = 'The task itself goes on and can be waited for again by its ID.';

const ENDED_WITHOUT = 'Task <taskId> ended without a file';

const NOT_FINISHED = 'Task <taskId> has not finished within <time>';

/** What can become of a task that is waited for. */
export const taskMessages = {
	failed: {
		happened: ENDED_WITHOUT,
		advice:
			'The service gives this reason: <reason> Put right what it names, in the prompt or the pictures for example, then submit the item again.',
	},
	failedWithoutReason: {
		happened: ENDED_WITHOUT,
		advice:
			'The service gives no reason. Look at the task in your Highway API account before you submit the item again: the service may have had a fault, or something in the prompt or the pictures may be in the way.',
	},
	heldBack: {
		happened: ENDED_WITHOUT,
		advice:
			'The service lists no files and gives no reason, as it does when its safety filters hold back every sample. Change the prompt or the pictures, then submit the item again.',
	},
	heldBackForReason: {
		happened: ENDED_WITHOUT,
		advice:
			'The service lists no files and gives this reason: <reason> Where that is about the content, change the prompt or the pictures, then submit the item again.',
	},
	elsewhere: {
		happened: ENDED_WITHOUT,
		advice:
			"The service lists no files, but its answer has <lists>, which this node does not read. There is no need to submit the item again: the mode 'Check Once' without 'Simplify' hands on the answer as it came.",
	},
	withoutLink: {
		happened: ENDED_WITHOUT,
		advice:
			"The service lists <files>, but without a link. There is no need to submit the item again: wait for the same ID a little later. The mode 'Check Once' without 'Simplify' shows the answer as it came.",
	},
	unknown: {
		happened: 'The Highway API knows no task <taskId>',
		advice:
			"Check 'Task ID': it must come from the same Highway API account, and results are kept for a limited time only.",
	},
	notFinished: {
		happened: NOT_FINISHED,
		advice: `<lastSeen> ${WAIT_AGAIN} Raise 'Timeout (Minutes)' to wait longer.`,
	},
	mayBeFinal: {
		happened: NOT_FINISHED,
		advice:
			'<lastSeen> This status is unknown to the node and may be final. Look at the task in your Highway API account: if it is still in progress there, wait for it again by its ID.',
	},
	notDownloaded: {
		happened: '<file> of task <taskId> could not be downloaded',
		advice:
			'It was tried several times; at last <reason>. The task has finished and its result stays with the service: wait for the same ID again, or choose to keep the link where a download fails.',
	},
	notStored: {
		happened: '<file> of task <taskId> could not be stored by n8n',
		advice:
			'It came from its host, but <reason>. Make room for it, or have the administrator of n8n look at where n8n keeps files and at its log. The task has finished and its result stays with the service: then wait for the same ID again.',
	},
} as const satisfies Record<string, Message>;

/** What can be added to the advice. */
export const taskAdditions = {
	waitAgain: WAIT_AGAIN,
	lastStatus: 'Its last status is <status>.',
	lastProgress: 'Its last status is <status>, <percent> % done.',
	neverRead: 'Its state could not be read.',
	lastRequest: 'The last request: <happened>.',
	otherTasks:
		"To get at <others> of this run without paying again, change 'Stop Workflow' to 'Continue' in the settings of this node, save the workflow, and choose 'Retry with currently saved workflow' in the list of executions. <ids>.",
} as const;

/** Why a file could not be downloaded: in the messages, and in `download_failed`. */
export const downloadReasons = {
	notAnAddress: 'the link to the file is not a web address',
	badStatus: 'the file host answered with HTTP <status>',
	noFile: 'the file host sent <type> in place of a file',
	empty: 'the file host sent an empty file',
	tooSlow: 'the file host sent less than a kilobyte a second',
	cut: 'the connection to the file host was cut',
} as const;

/** Why n8n could not store a file that came: in the messages, and in `download_failed`. */
export const storeReasons = {
	full: 'n8n could not store the file, since its disk is full',
	notAllowed: 'n8n could not store the file, since it may not write to its folder for files',
	tooLarge:
		'n8n could not store the file, since it is larger than N8N_BINARY_DATA_DATABASE_MAX_FILE_SIZE',
	unknown: 'n8n could not store the file',
} as const;

/** What is said above the output, which the items themselves don't tell at a glance. */
export const outputHints = {
	notDownloaded:
		'<files> could not be downloaded. Each has been made, and its item holds the link, and the reason in “download_failed”.',
	linksExpire: 'The links stop working at <time>. Turn on “Download Files” to keep the files.',
	itemPerFile: 'Tasks of up to <files>: each file is an item of its own, numbered by <indexes>.',
	filesTogether:
		'Tasks of up to <files>: the files of a task are together in <lists>, and their binary data beside each other.',
	someHeldBack: '<tasks> may have brought fewer files than asked for. The service says: <reason>',
	someWithoutLink:
		'The service lists <files> without a link, beside those that came. Wait for the same tasks again to look for them; it costs nothing.',
	inMemory:
		'n8n keeps these files (<size> MB) in its memory and in the data of the execution. For large files, have its administrator set N8N_DEFAULT_BINARY_DATA_MODE to “filesystem”.',
} as const;
