import type { Credential } from '../../scripts/start/n8n-client.mts';
import type { WorkflowDraft } from '../../scripts/start/workflow.mts';
import { webhook } from './crowd.mts';
import { workflowNode as node } from './workflowNode.mts';

export interface MakeBatch {
	/** Where the frame is that serves as both. */
	frame: string;
	credential: Credential;
	/** Path of its webhook, which takes `{prompts: string[]}`. */
	path: string;
	/** Option of the same name, where it is wanted. */
	payOnceKey?: string;
	/** Parameters of Wait for Task. */
	wait?: object;
	/** Whether n8n writes down what each node has put out. */
	savesProgress?: boolean;
}

const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });

/** A workflow that makes a video for each prompt that its webhook gets, and waits for all of them. */
export function makeBatch(options: MakeBatch): WorkflowDraft {
	const { frame, credential, path, payOnceKey, wait = {}, savesProgress = false } = options;
	const credentials = { credentials: { highwayApi: credential } };
	return {
		name: `Make a batch (${path})`,
		nodes: [
			webhook(path, 'onReceived'),
			node('Rows', 'n8n-nodes-base.splitOut', 1, [220, 0], {
				fieldToSplitOut: 'body.prompts',
				options: { destinationFieldName: 'prompt' },
			}),
			node(
				'Generate',
				'n8n-nodes-highwayapi.veoLiteFirstLastFrame',
				1,
				[440, 0],
				{
					firstFrameUrl: frame,
					lastFrameUrl: frame,
					prompt: '={{ $json.prompt }}',
					options: payOnceKey === undefined ? {} : { payOnceKey },
				},
				credentials,
			),
			node(
				'Wait',
				'n8n-nodes-highwayapi.waitForTask',
				1,
				[660, 0],
				{ downloadFiles: false, ...wait },
				credentials,
			),
		],
		connections: { Webhook: to('Rows'), Rows: to('Generate'), Generate: to('Wait') },
		settings: { executionOrder: 'v1', saveExecutionProgress: savesProgress },
	};
}
