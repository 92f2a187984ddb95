import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Credential } from '../../scripts/start/n8n-client.mts';
import { root } from '../../scripts/start/project.mts';
import { WorkflowDraft } from '../../scripts/start/workflow.mts';
import { workflowNode } from './workflowNode.mts';

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
	highway: Credential;
	openAi: Credential;
	/** Other parameters of the two tools. */
	generate?: object;
	wait?: object;
	/** Further tools: by the name of the node, its type and parameters. */
	more?: Record<string, { type: string; parameters: object }>;
	/** Of the agent's node; that of the example unless said otherwise. */
	version?: number;
	/** Of the model's node. */
	modelVersion?: number;
	/** What the tools do on an error; n8n's default unless said otherwise. */
	onError?: 'continueRegularOutput';
}

/** The example of an agent that has nodes as its tools, with a start instead of a chat. */
export function videoAgent(options: VideoAgent): WorkflowDraft {
	const { highway, openAi, generate = {}, wait = {}, version, modelVersion, onError } = options;
	const file = join(root, 'examples', 'ai-agent', 'workflow.json');
	const draft = WorkflowDraft.parse(JSON.parse(readFileSync(file, 'utf8')));
	const change = (name: string, parameters: object, settings: object = {}) => {
		const node = draft.nodes.find((one) => one.name === name);
		if (node === undefined) throw new Error(`The example has no node ${name}`);
		Object.assign(node, settings, { parameters: { ...node.parameters, ...parameters } });
	};
	const tool = { credentials: { highwayApi: highway }, ...(onError ? { onError } : {}) };
	change(agentNodes.trigger, {}, { type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 });
	change(
		agentNodes.agent,
		{
			promptType: 'define',
			text: 'Turn the image of the dawn into that of the night, and give me the link.',
		},
		version === undefined ? {} : { typeVersion: version },
	);
	change(
		agentNodes.model,
		{
			model: { __rl: true, mode: 'id', value: 'scripted' },
			// What servers that are compatible with OpenAI's speak.
			responsesApiEnabled: false,
		},
		{
			credentials: { openAiApi: openAi },
			...(modelVersion === undefined ? {} : { typeVersion: modelVersion }),
		},
	);
	change(agentNodes.generate, generate, tool);
	change(agentNodes.wait, wait, tool);
	for (const [name, { type, parameters }] of Object.entries(options.more ?? {})) {
		draft.nodes.push(workflowNode(name, `${type}Tool`, 1, [0, 0], parameters, tool));
		draft.connections[name] = {
			ai_tool: [[{ node: agentNodes.agent, type: 'ai_tool', index: 0 }]],
		};
	}
	return draft;
}
