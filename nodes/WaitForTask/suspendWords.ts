import type { Words } from '../shared/words';

const WIRE_IT =
	"Draw a connection from the output 'Check Again' to the input of this node, and connect what comes next to 'Done'.";

const COME_ROUND = `In the mode 'Suspend Until Finished' tasks that still run come round by it. ${WIRE_IT}`;

/** What can be wrong with the loop that the mode `suspend` takes. */
export const loopWords = {
	alwaysOutputsData: {
		happened: "'Always Output Data' does not go together with the mode 'Suspend Until Finished'",
		advice: "Turn 'Always Output Data' off in the settings of this node.",
	},
	doneLeadsBack: {
		happened: "'Done' leads back to this node instead of 'Check Again'",
		advice: COME_ROUND,
	},
	nothingLeadsBack: {
		happened: "'Check Again' does not lead back to this node",
		advice: COME_ROUND,
	},
	submitsAgain: {
		happened: '\'Check Again\' leads back through "<node>", which would submit each video again',
		advice: WIRE_IT,
	},
} as const satisfies Record<string, Words>;

/** What is said above the output, which the items themselves don't tell at a glance. */
export const suspendHints = {
	onlyOnePass:
		'<tasks> still running. To wait for the end, execute the whole workflow: “Execute step” runs this node once and does not follow “Check Again”.',
	doneCameLate:
		'What had finished early went on only now: n8n runs the branch that stands higher on the canvas first. Move the node after “Done” above this one, and each video moves on as soon as it is there.',
} as const;
