import type { INodeProperties } from 'n8n-workflow';
import { MIN_PAUSE_SECONDS } from './minPause';

const WAITING_PAGE =
	'https://github.com/n8n-nodes-highwayapi/n8n-nodes-highwayapi/blob/main/docs/waiting.md';

const showOnlyWhileWaiting = { show: { mode: ['wait', 'suspend'] } };

export const fields = [
	{
		displayName: 'Task ID',
		name: 'taskId',
		type: 'string',
		required: true,
		default: '={{ $json.task_id }}',
		placeholder: 'e.g. 3f1c9a52-7d0e-4b7c-9a53-0c5e1f2a8b64',
		description:
			'The task_id that Veo Lite First/Last Frame, or another model of the Highway API, returned',
	},
	{
		displayName: 'Mode',
		name: 'mode',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Wait Until Finished',
				value: 'wait',
				description:
					'The workflow continues when all tasks have finished. Right for most workflows.',
			},
			{
				name: 'Suspend Until Finished',
				value: 'suspend',
				// The drop-down shows two lines of it.
				description:
					'For many or long waits, and queue mode: it uses no worker. Needs a loop through a Wait node.',
			},
			{
				name: 'Check Once',
				value: 'check',
				description: 'Returns the current status, finished or not. For a loop of your own.',
			},
		],
		default: 'wait',
		description: 'How to wait for the tasks',
	},
	{
		displayName: `Connect 'Done' to your next node. Connect 'Still Running' to a Wait node, and that node back to the input of this one. As Wait Amount, enter {{ $json.wait_for_task.check_again_in }} seconds. <a href="${WAITING_PAGE}" target="_blank">More about this mode</a>`,
		name: 'suspendNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { mode: ['suspend'] } },
	},
	{
		displayName: 'Poll Interval (Seconds)',
		name: 'pollInterval',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 1, maxValue: 86400 },
		default: 5,
		description: `How often to check a task. If the service estimates when a task will be ready, the node checks near that time instead. With Suspend Until Finished, it is the shortest pause, ${MIN_PAUSE_SECONDS} or more; pauses get longer as a task gets older.`,
		displayOptions: showOnlyWhileWaiting,
	},
	{
		displayName: 'Timeout (Minutes)',
		name: 'timeoutMinutes',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 15,
		description:
			'How long to wait for each item. 0 checks once. After a timeout the task continues and is still paid for: wait for the same ID again to get its video.',
		displayOptions: showOnlyWhileWaiting,
	},
	{
		displayName: 'Download Files',
		name: 'downloadFiles',
		type: 'boolean',
		default: true,
		description:
			'Whether to download the files. If off, you get only links, which usually stop working after about an hour.',
	},
	{
		displayName: 'Return',
		name: 'output',
		type: 'options',
		options: [
			{
				name: 'One Item per File',
				value: 'perFile',
				description: 'A task with several videos returns several items',
			},
			{
				name: 'One Item per Task',
				value: 'perTask',
				description: 'All files of a task are in one item',
			},
		],
		default: 'perFile',
		description: 'Whether the files of a task are split into several items',
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryProperty',
		type: 'string',
		required: true,
		default: 'data',
		placeholder: 'e.g. data',
		hint: 'The name of the output field to put the file in',
		description: 'With One Item per Task, each file gets a number: data_0, data_1 and so on',
		displayOptions: { show: { downloadFiles: [true] } },
	},
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'If a Download Fails',
				name: 'failedDownload',
				type: 'options',
				options: [
					{
						name: 'Return the Link',
						value: 'keepLink',
						description: 'The item has no file, but the link, and the reason in download_failed',
					},
					{
						name: 'Fail the Item',
						value: 'fail',
						description:
							'As for a failed task: the execution stops, unless On Error is set to continue',
					},
				],
				default: 'keepLink',
				displayOptions: { show: { '/downloadFiles': [true] } },
				description:
					'What to do if a file could not be downloaded after several tries. The file exists and can be downloaded later.',
			},
			{
				displayName: 'Max Concurrent Downloads',
				name: 'maxConcurrentDownloads',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
				default: 4,
				displayOptions: { show: { '/downloadFiles': [true] } },
				description:
					'How many tasks have their files downloaded at the same time. Lower it to save memory if n8n keeps binary data in its database, S3 or Azure.',
			},
			{
				displayName: 'Max Requests per Second',
				name: 'maxRequestsPerSecond',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 0.1, maxValue: 100, numberPrecision: 1 },
				default: 10,
				description: 'How often to check at most, over all tasks of this node',
			},
			{
				displayName: 'Return Finished Items',
				name: 'handOn',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'All Together',
						value: 'together',
						description:
							'Runs “Done” once, when the last task has finished, with all items in their order',
					},
					{
						name: 'Each as Soon as It Has Finished',
						value: 'asFinished',
						description: 'Runs “Done” after each check that finds finished tasks',
					},
				],
				default: 'together',
				displayOptions: { show: { '/mode': ['suspend'] } },
				description:
					'When to return finished items. Choose All Together before Merge, Aggregate or Loop Over Items, and in a sub-workflow: they handle one run only.',
			},
		],
	},
] as const satisfies INodeProperties[];
