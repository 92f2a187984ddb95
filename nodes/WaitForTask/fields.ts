import type { INodeProperties } from 'n8n-workflow';
import { SHORTEST_PAUSE } from './pause';

const showOnlyWhileWaiting = { show: { mode: ['wait', 'suspend'] } };

export const fields: INodeProperties[] = [
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
					'Park the execution between looks, so that it holds no worker and outlives a restart',
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
			"Connect the output 'Check Again' back to the input of this node, and what comes next to 'Done'. Don't deactivate this node or pin its output: n8n would send the items round this loop without end.",
		name: 'suspendNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { mode: ['suspend'] } },
	},
	{
		displayName: 'Poll Interval (Seconds)',
		name: 'pollInterval',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 5,
		description:
			'The time between two looks at the same task. Where the service estimates when it will be done, looks come when they promise most.',
		displayOptions: { show: { mode: ['wait'] } },
	},
	{
		displayName: 'Poll Interval (Seconds)',
		name: 'pollInterval',
		type: 'number',
		typeOptions: { minValue: SHORTEST_PAUSE },
		default: SHORTEST_PAUSE,
		description:
			'How long the execution is parked between two looks. Less than 65 counts as 65: n8n looks for parked executions once a minute.',
		displayOptions: { show: { mode: ['suspend'] } },
	},
	{
		displayName: 'Timeout (Minutes)',
		name: 'timeoutMinutes',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 15,
		description:
			'How long to wait at the most. A task that takes longer goes on and can be waited for again.',
		displayOptions: showOnlyWhileWaiting,
	},
	{
		displayName: 'Download Videos',
		name: 'downloadVideos',
		type: 'boolean',
		default: true,
		description: 'Whether to fetch the videos as files. Their links expire, often within an hour.',
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{
				name: 'One Item per Video',
				value: 'perVideo',
				description: 'A task with several samples gives several items',
			},
			{
				name: 'One Item per Task',
				value: 'perTask',
				description: 'The videos of a task stay together in one item',
			},
		],
		default: 'perVideo',
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
			'With one item per task, the number of the video is added to it: data_0, data_1 and so on',
		displayOptions: { show: { downloadVideos: [true] } },
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
				displayOptions: { show: { '/downloadVideos': [true] } },
				description:
					'What becomes of a video that could not be downloaded after several tries. It has been made all the same.',
			},
			{
				displayName: 'Max Requests per Second',
				name: 'maxRequestsPerSecond',
				type: 'number',
				typeOptions: { minValue: 0.1, maxValue: 100, numberPrecision: 1 },
				default: 10,
				description:
					'How often the service is asked at the most, over all tasks of this node together',
			},
		],
	},
];
