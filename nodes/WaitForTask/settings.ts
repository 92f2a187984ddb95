import type { IExecuteFunctions } from 'n8n-workflow';
import { taskIdOf } from '../shared/api/foreignText';
import { nodeFailure, type NodeFailure } from '../shared/n8n/itemError';
import { ItemParameters } from '../shared/n8n/itemParameters';
import { fields } from './fields';
import { SHORTEST_PAUSE } from './pause';
import { waitFieldWords } from './waitWords';

const DEFAULT_MAX_REQUESTS_PER_SECOND = 10;

export type Mode = 'wait' | 'check' | 'suspend';

export type FailedDownload = 'keepLink' | 'fail';

/** How the whole batch is waited for. Read from the first item: there is one wait for all. */
export interface WaitSettings {
	mode: Mode;
	/** In mode `suspend` the time that the execution is parked. */
	pollIntervalMs: number;
	/** 0 in mode `check`. */
	timeoutMs: number;
	maxRequestsPerSecond: number;
	/** What becomes of an item one of whose videos can't be downloaded. */
	failedDownload: FailedDownload;
}

/** What one item asks for and how it wants to be answered. */
export interface WaitingItem {
	itemIndex: number;
	taskId: string;
	downloadVideos: boolean;
	output: 'perVideo' | 'perTask';
	binaryProperty: string;
	simplify: boolean;
}

/** @throws NodeOperationError that names the field */
export function readWaitSettings(context: IExecuteFunctions): WaitSettings {
	const first = new ItemParameters(context, 0, fields);
	const maxRequestsPerSecond = first.hasOption('maxRequestsPerSecond')
		? first.number('maxRequestsPerSecond')
		: DEFAULT_MAX_REQUESTS_PER_SECOND;
	const mode = first.choice<Mode>('mode');
	const always = {
		mode,
		maxRequestsPerSecond,
		failedDownload: first.hasOption('failedDownload')
			? first.choice<FailedDownload>('failedDownload')
			: 'keepLink',
	} as const;
	if (mode === 'check') return { ...always, pollIntervalMs: 0, timeoutMs: 0 };

	const pollInterval = first.number('pollInterval');
	return {
		...always,
		pollIntervalMs:
			1000 * (mode === 'suspend' ? Math.max(SHORTEST_PAUSE, pollInterval) : pollInterval),
		timeoutMs: first.number('timeoutMinutes') * 60_000,
	};
}

/** Reads and checks the items; those that can't be waited for are failures by item index. */
export function readWaitingItems(context: IExecuteFunctions): {
	items: WaitingItem[];
	failures: Map<number, NodeFailure>;
} {
	const items: WaitingItem[] = [];
	const failures = new Map<number, NodeFailure>();
	for (const itemIndex of context.getInputData().keys()) {
		try {
			items.push(readWaitingItem(context, itemIndex));
		} catch (error) {
			failures.set(itemIndex, nodeFailure(context, itemIndex, error));
		}
	}
	return { items, failures };
}

function readWaitingItem(context: IExecuteFunctions, itemIndex: number): WaitingItem {
	const item = new ItemParameters(context, itemIndex, fields);
	const taskId = item.requiredText('taskId', waitFieldWords.noTaskId).trim();
	if (taskIdOf(taskId) === undefined) {
		throw item.rejection('taskId', waitFieldWords.longTaskId, { characters: taskId.length });
	}
	const downloadVideos = item.boolean('downloadVideos');
	return {
		itemIndex,
		taskId,
		downloadVideos,
		output: item.choice<'perVideo' | 'perTask'>('output'),
		binaryProperty: downloadVideos
			? item.requiredText('binaryProperty', waitFieldWords.noBinaryProperty).trim()
			: '',
		simplify: item.boolean('simplify'),
	};
}
