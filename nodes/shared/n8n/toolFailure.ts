import type { IExecuteFunctions } from 'n8n-workflow';
import type { NodeFailure } from './itemError';

/** Whether the node runs as a tool of an AI agent. */
export function isTool(context: IExecuteFunctions): boolean {
	// n8n makes the tool out of the node under this name; its isToolExecution() says no to an agent.
	return context.getNode().type.endsWith('Tool');
}

/**
 * Puts the advice of a failure into its message where the node is a tool of an AI agent. n8n hands
 * the agent's model the message alone: it would know neither why a task failed nor what to change.
 */
export function withAdviceForModel(context: IExecuteFunctions, failure: NodeFailure): NodeFailure {
	const { message, description } = failure;
	if (isTool(context) && description && !message.includes(description)) {
		failure.message = `${message}. ${description}`;
	}
	return failure;
}
