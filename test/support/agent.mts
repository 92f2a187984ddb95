import type { WorkflowDraft } from '../../scripts/start/workflow.mts';
import { change } from './drafts.mts';

/** The nodes of the example. The model knows a tool by the name of its node, with underscores. */
export const agentNodes = {
	trigger: 'Chat',
	agent: 'AI Agent',
	model: 'Model',
	generate: 'Veo Lite First/Last Frame',
	wait: 'Wait for Task',
} as const;

export const toolNames = {
	generate: 'Veo_Lite_First_Last_Frame',
	wait: 'Wait_for_Task',
} as const;

/**
 * What the editor writes into a field when a builder lets the model fill it in.
 *
 * @param label name of the field in the editor
 * @param description what the builder tells the model about it; the editor leaves it empty
 */
export function filledByModel(label: string, description = ''): string {
	const key = label.replace(/[^a-zA-Z0-9-]/g, '_');
	return `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`${description}\`, 'string') }}`;
}

export interface VideoAgent {
	/** Other parameters of the two tools. */
	generate: object;
	wait: object;
	/** Further tools. */
	more?: WorkflowDraft['nodes'];
	/** Versions of the nodes of the agent and of its model, where they are not those of the example. */
	versions?: { agent?: number; model?: number };
	/** What the tools do on an error; n8n's default unless said otherwise. */
	onError?: 'continueRegularOutput';
}

/** Turns the example of an agent that has nodes as its tools into one with a start instead of a chat. */
export function videoAgent(draft: WorkflowDraft, options: VideoAgent): WorkflowDraft {
	const { generate, wait, more = [], versions = {}, onError } = options;
	const version = (typeVersion?: number) => (typeVersion === undefined ? {} : { typeVersion });
	const tool = onError === undefined ? {} : { onError };
	const start = { type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 };
	const text = 'Turn the image of the dawn into that of the night, and give me the link.';
	const model = { __rl: true, mode: 'id', value: 'scripted' };
	change(draft, agentNodes.trigger, {}, start);
	change(draft, agentNodes.agent, { promptType: 'define', text }, version(versions.agent));
	// What servers that are compatible with OpenAI's speak.
	const compatible = { model, responsesApiEnabled: false };
	change(draft, agentNodes.model, compatible, version(versions.model));
	change(draft, agentNodes.generate, generate, tool);
	change(draft, agentNodes.wait, wait, tool);
	draft.nodes.push(...more);
	for (const { name } of more) draft.connections[name] = draft.connections[agentNodes.wait];
	return draft;
}
