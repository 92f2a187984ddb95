import type { Message } from '../../shared/message';

const WIRE_IT =
	"Connect 'Still Running' to a Wait node with {{ $json.wait_for_task.check_again_in }} seconds, and that node to the input of this node. Connect 'Done' to your next node.";

/** What can be wrong with the loop of the mode `suspend`. */
export const loopMessages = {
	alwaysOutputsData: {
		happened: "'Always Output Data' can't be used with the mode 'Suspend Until Finished'",
		advice:
			"It would send an empty item to 'Done' after each check. Turn 'Always Output Data' off in the settings of this node.",
	},
	doneLeadsBack: {
		happened: "'Done' leads back to this node instead of 'Still Running'",
		advice: `Finished tasks would be waited for again and again. ${WIRE_IT}`,
	},
	nothingLeadsBack: {
		happened: "'Still Running' does not lead back to this node",
		advice: `In the mode 'Suspend Until Finished', tasks that are still running come back through this output. ${WIRE_IT}`,
	},
	submitsAgain: {
		happened:
			'\'Still Running\' leads back through "<node>", which would submit and charge each video again',
		advice: WIRE_IT,
	},
	loopsOverItems: {
		happened:
			'\'Still Running\' leads back through "<node>", which would take the items for its next batch',
		advice: `${WIRE_IT} 'Done' may lead back to a Loop Over Items node.`,
	},
} as const satisfies Record<string, Message>;

/** Hints above the output, about what the items don't show at a glance. */
export const suspendHints = {
	onlyOnePass:
		'<tasks> still running. To wait until all have finished, execute the whole workflow: “Execute step” runs this node once and does not follow “Still Running”.',
	callerIsAnswered:
		'“<node>” answers its caller when the last node has finished, but n8n answers at the first pause: the caller gets no video. Answer at once instead, and deliver the result with a second request.',
	refused: '<happened>. <advice> No items are returned.',
} as const;
