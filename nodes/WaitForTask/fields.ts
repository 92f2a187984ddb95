import type { INodeProperties } from 'n8n-workflow';
import { MIN_PAUSE_SECONDS } from './minPause';

const showOnlyWhileWaiting = { show: { mode: ['wait', 'suspend'] } };

export const fields = [
	{
		displayName: 'Task ID',
		name: 'taskId',
		type: 'string',
		required: true,
		default: '={{ $json.task_id }}',
		placeholder: 'e.g. 3f1c9a52-7d0e-4b7c-9a53-0c5e1f2a8b64',
		description: 'The task to wait for: the task_id that Veo Lite First/Last Frame gives',
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
				description: 'Ask again and again until every task has finished',
			},
			{
				name: 'Suspend Until Finished',
				value: 'suspend',
				description:
					'Look once in each round of a loop through a Wait node, which parks the execution: it holds no worker and outlives a restart',
			},
			{
				name: 'Check Once',
				value: 'check',
				description: 'Ask once and hand on the state as it is, for a loop of your own',
			},
		],
		default: 'wait',
		description: 'Whether to stay until there is a result',
	},
	{
		displayName:
			"Connect what comes next to 'Done'. Lead 'Still Running' through a Wait node, with {{ $json.wait_for_task.check_again_in }} seconds as its Wait Amount, back to the input of this node.",
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
		description: `The time between two looks at the same task, for all items. Where the service estimates when it will be done, looks come when they promise most. With Suspend Until Finished the shortest time, at least ${MIN_PAUSE_SECONDS}: looks get rarer as a task gets older.`,
		displayOptions: showOnlyWhileWaiting,
	},
	{
		displayName: 'Timeout (Minutes)',
		name: 'timeoutMinutes',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 15,
		description:
			'How long to wait at the most, for each item. A task that takes longer goes on and can be waited for again.',
		displayOptions: showOnlyWhileWaiting,
	},
	{
		displayName: 'Download Files',
		name: 'downloadFiles',
		type: 'boolean',
		default: true,
		description: 'Whether to fetch the files, since their links expire, often within an hour',
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{
				name: 'One Item per File',
				value: 'perFile',
				description: 'A task with several samples gives several items',
			},
			{
				name: 'One Item per Task',
				value: 'perTask',
				description: 'The files of a task stay together in one item',
			},
		],
		default: 'perFile',
		description: 'What becomes an item of its own',
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryProperty',
		type: 'string',
		required: true,
		default: 'data',
		placeholder: 'e.g. data',
		hint: 'The name of the output field to put the file in',
		description:
			'With one item per task, the number of the file is added to it: data_0, data_1 and so on',
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
				displayName: 'Hand On',
				name: 'handOn',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'All Together',
						value: 'together',
						description: 'In one run of “Done”, in the order of the items, when the last has ended',
					},
					{
						name: 'Each as Soon as It Has Finished',
						value: 'asFinished',
						description: 'In a run of “Done” for each round that found something',
					},
				],
				default: 'together',
				displayOptions: { show: { '/mode': ['suspend'] } },
				description:
					'When finished items leave, for all items. Merge, Aggregate, Loop Over Items and whoever called a sub-workflow take one run only.',
			},
			{
				displayName: 'If a Download Fails',
				name: 'failedDownload',
				type: 'options',
				options: [
					{
						name: 'Hand On the Link',
						value: 'keepLink',
						description: 'The item comes without its file, and says why in download_failed',
					},
					{
						name: 'Fail the Item',
						value: 'fail',
						description:
							'As for a task that fails: the execution stops, unless it continues on error',
					},
				],
				default: 'keepLink',
				displayOptions: { show: { '/downloadFiles': [true] } },
				description:
					'What becomes of a file that could not be downloaded after several tries. It has been made and can be fetched later.',
			},
			{
				displayName: 'Max Concurrent Downloads',
				name: 'maxConcurrentDownloads',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
				default: 4,
				displayOptions: { show: { '/downloadFiles': [true] } },
				description: 'How many tasks have their files downloaded at the same time, over all items',
			},
			{
				displayName: 'Max Requests per Second',
				name: 'maxRequestsPerSecond',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 0.1, maxValue: 100, numberPrecision: 1 },
				default: 10,
				description:
					'How often the service is asked at the most, over all tasks of this node together',
			},
		],
	},
] as const satisfies INodeProperties[];
