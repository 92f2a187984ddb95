import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Task, TaskVideo } from '../shared/api/highwayApi';
import type { Success } from './outcomes';
import type { WaitingItem } from './settings';

/** The output items of one input item whose task brought something. */
export function outputItems(item: WaitingItem, outcome: Success): INodeExecutionData[] {
	const { task } = outcome;
	const pairedItem = { item: item.itemIndex };
	if (outcome.kind === 'state') {
		return [{ json: item.simplify ? unfinished(task) : raw(task), pairedItem }];
	}
	const { binaries, missing } = item.downloadFiles ? outcome : { binaries: [], missing: [] };
	const aboutVideo = (video: TaskVideo, index: number): IDataObject => {
		const why = missing.find(({ videoIndex }) => videoIndex === index);
		return { ...facts(video, index), ...(why ? { download_failed: why.happened } : {}) };
	};
	if (item.output === 'perTask') {
		const files = binaries.flatMap((binary, index) =>
			binary === undefined ? [] : [[`${item.binaryProperty}_${index}`, { ...binary }]],
		);
		return [
			{
				json: item.simplify
					? { ...head(task), videos: task.videos.map(aboutVideo), ...tail(task) }
					: raw(task),
				...(files.length === 0
					? {}
					: { binary: Object.fromEntries(files) as Record<string, IBinaryData> }),
				pairedItem,
			},
		];
	}
	return task.videos.map((video, index) => {
		const binary = binaries[index];
		return {
			json: item.simplify
				? { ...head(task), ...aboutVideo(video, index), ...tail(task) }
				: raw(task),
			// Items of their own: a node further on may change one without meaning the other.
			...(binary === undefined ? {} : { binary: { [item.binaryProperty]: { ...binary } } }),
			pairedItem: { ...pairedItem },
		};
	});
}

function raw(task: Task): IDataObject {
	return structuredClone(task.response) as IDataObject;
}

function head(task: Task): IDataObject {
	return { task_id: task.taskId, status: task.status };
}

function tail(task: Task): IDataObject {
	return {
		video_count: task.videos.length,
		...(task.seed === undefined ? {} : { seed: task.seed }),
	};
}

function facts(video: TaskVideo, index: number): IDataObject {
	return {
		video_url: video.url,
		video_type: video.type,
		...(video.expiresAt === undefined
			? {}
			: { video_url_expires_at: new Date(video.expiresAt).toISOString() }),
		video_index: index,
	};
}

/** A task without videos: still running, or at an end without a result. */
function unfinished(task: Task): IDataObject {
	if (task.state === 'failed') return { ...head(task), reason: task.reason };
	if (task.state === 'succeeded') return { ...head(task), ...tail(task) };
	return {
		...head(task),
		...(task.progressPercent === undefined ? {} : { progress_percent: task.progressPercent }),
		...(task.etaSeconds === undefined ? {} : { eta: task.etaSeconds }),
	};
}
