import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';
import { formatText, type Message } from '../../shared/message';
import { suspendHints } from './suspendMessages';

/** Triggers that can answer their caller with the output of the last node. */
const ANSWERING = /\.(webhook|formTrigger|chatTrigger)$/;

/** What a person should know of a pass after which tasks are still running. */
export function hintsForRunning(context: IExecuteFunctions, running: number): NodeExecutionHint[] {
	if (running === 0) return [];
	const hints: NodeExecutionHint[] = [];
	if (context.getMode() === 'manual') {
		const tasks = running === 1 ? '1 task is' : `${running} tasks are`;
		hints.push(hint(formatText(suspendHints.onlyOnePass, { tasks }), 'info'));
	}
	const node = waitingCaller(context);
	if (node !== undefined) {
		hints.push(hint(formatText(suspendHints.callerIsAnswered, { node }), 'warning'));
	}
	return hints;
}

/** What a person sees of a loop that was refused where the node continues on error. */
export function hintForRefusal(refusal: Message): NodeExecutionHint {
	return hint(formatText(suspendHints.refused, refusal), 'warning');
}

function hint(message: string, type: 'info' | 'warning'): NodeExecutionHint {
	return { message, type, location: 'outputPane' };
}

/** The name of a trigger that answers when the last node has finished. */
function waitingCaller(context: IExecuteFunctions): string | undefined {
	return context
		.getParentNodes(context.getNode().name, { includeNodeParameters: true })
		.find(({ type, disabled, parameters }) => {
			if (disabled || !ANSWERING.test(type)) return false;
			const options = parameters?.options;
			const mode =
				parameters?.responseMode ??
				(typeof options === 'object' && options !== null && 'responseMode' in options
					? options.responseMode
					: undefined);
			// This is the default of a chat.
			return mode === 'lastNode' || (mode === undefined && type.endsWith('.chatTrigger'));
		})?.name;
}
