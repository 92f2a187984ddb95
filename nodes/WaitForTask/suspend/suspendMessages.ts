import type { Message } from '../../shared/message';

const WIRE_IT =
	"Draw a connection from the output 'Still Running' to a Wait node, with {{ $json.wait_for_task.check_again_in }} seconds, and from there back to the input of this node. Connect what comes next to 'Done'.";

/** What can be wrong with the loop that the mode `suspend` takes. */
export const loopMessages = {
	alwaysOutputsData: {
		happened: "'Always Output Data' does not go together with the mode 'Suspend Until Finished'",
		advice:
			"It would hand on an empty item by 'Done' in each round. Turn 'Always Output Data' off in the settings of this node.",
	},
	doneLeadsBack: {
		happened: "'Done' leads back to this node instead of 'Still Running'",
		advice: `What has finished would be waited for without end. ${WIRE_IT}`,
	},
	nothingLeadsBack: {
		happened: "'Still Running' does not lead back to this node",
		advice: `In the mode 'Suspend Until Finished' tasks that still run come round by it. ${WIRE_IT}`,
	},
	submitsAgain: {
		happened: '\'Still Running\' leads back through "<node>", which would submit each video again',
		advice: WIRE_IT,
	},
	loopsOverItems: {
		happened:
			'\'Still Running\' leads back through "<node>", which would take its items for the next batch',
		advice: `${WIRE_IT} 'Done' may lead back to a Loop Over Items node.`,
	},
} as const satisfies Record<string, Message>;

/** What is said above the output, which the items themselves don't tell at a glance. */
export const suspendHints = {
	onlyOnePass:
		'<tasks> still running. To wait for the end, execute the whole workflow: “Execute step” runs this node once and does not follow “Still Running”.',
	callerIsAnswered:
		'“<node>” answers its caller when the last node has finished, and n8n takes the first pause for that: the caller gets no video. Let it answer at once, and deliver the result by a second request.',
	refused: '<happened>. <advice> Nothing is handed on.',
} as const;
