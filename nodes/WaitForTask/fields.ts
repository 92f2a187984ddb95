import type { INodeProperties } from 'n8n-workflow';

const WAITING_PAGE =
	'https://github.com/n8n-nodes-highwayapi/n8n-nodes-highwayapi/blob/main/docs/waiting.md';

export const fields = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Check Once',
				value: 'check',
				action: 'Check task once',
				description: 'Returns the current status, finished or not. For a loop of your own.',
			},
			{
				name: 'Suspend Until Finished',
				value: 'suspend',
				action: 'Suspend until task is finished',
				description:
					'For many or long waits, and queue mode: it uses no worker. Needs a loop through a Wait node.',
			},
			{
				name: 'Wait Until Finished',
				value: 'wait',
				action: 'Wait until task is finished',
				description:
					'The workflow continues when all tasks have finished. Right for most workflows.',
			},
		],
		default: 'wait',
	},
	{
		displayName: `Connect 'Still Running' to a Wait node of 70 seconds, and that back to this node. <a href="${WAITING_PAGE}" target="_blank">More</a>.`,
		name: 'suspendNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['suspend'] } },
	},
	{
		displayName: 'Task ID',
		name: 'taskId',
		type: 'string',
		required: true,
		default: '={{ $json.task_id }}',
		placeholder: 'e.g. 3f1c9a52-7d0e-4b7c-9a53-0c5e1f2a8b64',
		description: 'The task_id that a Veo Lite node, or another model of the Highway API, returned',
	},
	{
		displayName: 'Timeout (Minutes)',
		name: 'timeoutMinutes',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 35,
		description:
			'How long to wait for each item. 0 checks once. After a timeout the task continues and is still paid for: wait for the same ID again to get its video.',
		displayOptions: { show: { operation: ['suspend', 'wait'] } },
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
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'File Name',
				name: 'fileName',
				type: 'string',
				default: '',
				placeholder: 'e.g. {{ $json.title }}',
				displayOptions: { show: { '/downloadFiles': [true] } },
				description:
					'Name of the downloaded file. The extension is added, and a number where a task has several files. Without this option it is the task ID and a number.',
			},
			{
				displayName: 'Poll Interval (Seconds)',
				name: 'pollInterval',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 1, maxValue: 86400 },
				default: 5,
				displayOptions: { show: { '/operation': ['wait'] } },
				description: 'How often to check a task',
			},
			{
				displayName: 'Put Output File in Field',
				name: 'binaryProperty',
				type: 'string',
				default: 'data',
				placeholder: 'e.g. data',
				hint: 'The name of the output field to put the file in',
				displayOptions: { show: { '/downloadFiles': [true] } },
				description: 'With One Item per Task, each file gets a number: data_0, data_1 and so on',
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
				displayName: 'Simplify',
				name: 'simplify',
				type: 'boolean',
				default: true,
				description:
					'Whether to return a simplified version of the response instead of the raw data',
			},
		],
	},
] as const satisfies INodeProperties[];
