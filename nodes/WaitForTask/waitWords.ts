import type { Words } from '../shared/words';

/** What can be wrong with the fields of this node alone. */
export const waitFieldWords = {
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
} as const satisfies Record<string, Words>;

const WAIT_AGAIN = 'The task itself goes on and can be waited for again by its ID.';

/** What can become of a task that is waited for. */
export const taskWords = {
	failed: {
		happened: 'Task <taskId> ended without a video',
		advice:
			'The service gives this reason: <reason> Change the prompt or the frames, then submit the item again.',
	},
	heldBack: {
		happened: 'Task <taskId> ended without a video',
		advice:
			'The service held back every sample, which its safety filters do. Change the prompt or the frames, then submit the item again.',
	},
	unknown: {
		happened: 'The Highway API knows no task <taskId>',
		advice:
			"Check 'Task ID': it must come from the same Highway API account, and results are kept for a limited time only.",
	},
	notFinished: {
		happened: 'Task <taskId> has not finished within <time>',
		advice: `<lastSeen> ${WAIT_AGAIN} Raise 'Timeout (Minutes)' to wait longer.`,
	},
	notDownloaded: {
		happened: 'Video <number> of task <taskId> could not be downloaded',
		advice:
			'It was tried several times; at last <reason>. The task has finished and its result stays with the service: wait for the same ID again, or choose to keep the link where a download fails.',
	},
	notStored: {
		happened: 'Video <number> of task <taskId> could not be stored by n8n',
		advice:
			'It came from its host, but <reason>. Make room for it, or have the administrator of n8n look at where n8n keeps files and at its log. The task has finished and its result stays with the service: then wait for the same ID again.',
	},
} as const satisfies Record<string, Words>;

/** What can be added to the advice. */
export const taskAdditions = {
	waitAgain: WAIT_AGAIN,
	lastStatus: 'Its last status is <status>.',
	lastProgress: 'Its last status is <status>, <percent> % done.',
	neverRead: 'Its state could not be read.',
	lastRequest: 'The last request: <happened>.',
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
		'<videos> could not be downloaded. Each has been made all the same: its item holds the link, and the reason in “download_failed”.',
	linksExpire: 'The links stop working at <time>. Turn on “Download Files” to keep the files.',
	itemPerSample:
		'Tasks of up to <samples> samples: each video is an item of its own, numbered by “video_index”.',
	samplesTogether:
		'Tasks of up to <samples> samples: the videos of a task stand in “videos”, and their files beside each other.',
} as const;
