import type { IExecuteFunctions } from 'n8n-workflow';

/** Whether the node runs as a tool of an AI agent. */
export function isTool(context: IExecuteFunctions): boolean {
	// n8n makes the tool out of the node under this name; its isToolExecution() says no to an agent.
	return context.getNode().type.endsWith('Tool');
}
