import type { Credential } from '../../scripts/start/n8n-client.mts';
import type { WorkflowDraft } from '../../scripts/start/workflow.mts';
import { workflowNode as node } from './workflowNode.mts';

/** The nodes of the workflow. The model knows a tool by the name of its node, with underscores. */
export const agentNodes = {
	trigger: 'Start',
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
	highway: Credential;
	openAi: Credential;
	/** Parameters of the two tools. */
	generate: object;
	wait: object;
	/** Of the agent's node; today's unless said otherwise. */
	version?: number;
	/** Of the model's node. */
	modelVersion?: number;
	/** What the tools do on an error; n8n's default unless said otherwise. */
	onError?: 'continueRegularOutput';
}

/** A workflow of an agent that has both nodes as its tools. */
export function videoAgent(options: VideoAgent): WorkflowDraft {
	const { highway, openAi, generate, wait, version = 3.1, modelVersion = 1.3, onError } = options;
	const { trigger, agent, model } = agentNodes;
	const toolSettings = { credentials: { highwayApi: highway }, ...(onError ? { onError } : {}) };
	const to = (name: string, type: string) => ({ [type]: [[{ node: name, type, index: 0 }]] });
	return {
		name: 'Agent that makes videos',
		nodes: [
			node(trigger, 'n8n-nodes-base.manualTrigger', 1, [0, 0], {}),
			node(agent, '@n8n/n8n-nodes-langchain.agent', version, [220, 0], {
				promptType: 'define',
				text: 'Turn the picture of the dawn into that of the night, and give me the link.',
				options: {},
			}),
			node(
				model,
				'@n8n/n8n-nodes-langchain.lmChatOpenAi',
				modelVersion,
				[120, 220],
				{
					model: { __rl: true, mode: 'id', value: 'scripted' },
					// What servers that are compatible with OpenAI's speak.
					responsesApiEnabled: false,
					options: {},
				},
				{ credentials: { openAiApi: openAi } },
			),
			node(
				agentNodes.generate,
				'n8n-nodes-highwayapi.veoLiteFirstLastFrameTool',
				1,
				[280, 220],
				generate,
				toolSettings,
			),
			node(
				agentNodes.wait,
				'n8n-nodes-highwayapi.waitForTaskTool',
				1,
				[440, 220],
				wait,
				toolSettings,
			),
		],
		connections: {
			[trigger]: to(agent, 'main'),
			[model]: to(agent, 'ai_languageModel'),
			[agentNodes.generate]: to(agent, 'ai_tool'),
			[agentNodes.wait]: to(agent, 'ai_tool'),
		},
		settings: { executionOrder: 'v1' },
	};
}
