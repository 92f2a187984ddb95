import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { HighwayApi, Task, TaskVideo } from '../shared/api/highwayApi';
import { n8nClock } from '../shared/n8n/n8nClock';
import { downloadFile, type RemoteFile } from './downloadFile';

/** Why a video could not be fetched. */
export interface FileNotFetched {
	/** From 0. */
	videoIndex: number;
	/** A sentence without a full stop. */
	happened: string;
	/** HTTP status of the video host, absent when there was none. */
	status?: number;
}

export interface FetchedFiles {
	/** In the order of the videos, `undefined` for one that could not be fetched. */
	binaries: Array<IBinaryData | undefined>;
	missing: FileNotFetched[];
}

const MOST_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 1000;

/**
 * Fetches all videos of a finished task, one after another.
 *
 * A link may have expired or a connection may break: then the task is asked for again, since the
 * service signs fresh links each time, and the video is tried again, three times in all. One that fails
 * in the end keeps nobody from the others.
 */
export async function fetchFiles(
	context: IExecuteFunctions,
	api: HighwayApi,
	task: Task,
	signal: AbortSignal,
): Promise<FetchedFiles> {
	const fetched: FetchedFiles = { binaries: [], missing: [] };
	let { videos } = task;
	for (const videoIndex of videos.keys()) {
		for (let attempt = 1; ; attempt++) {
			const file = remoteFile(task.taskId, videoIndex, videos[videoIndex] as TaskVideo);
			const download = await downloadFile(context, file, signal);
			if (download.ok) {
				fetched.binaries.push(download.binary);
				break;
			}
			if (attempt === MOST_ATTEMPTS || signal.aborted) {
				fetched.binaries.push(undefined);
				fetched.missing.push({ ...download.why, videoIndex });
				break;
			}

			await n8nClock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), signal);
			const again = await api.readTask(task.taskId);
			if (again.ok && again.value.videos.length === videos.length) videos = again.value.videos;
		}
	}
	return fetched;
}

const MIME_TYPES: Record<string, string> = { mov: 'video/quicktime', gif: 'image/gif' };

function remoteFile(taskId: string, videoIndex: number, video: TaskVideo): RemoteFile {
	const type = video.type.toLowerCase();
	return {
		url: video.url,
		// A task id is foreign text: in a file name it may not lead elsewhere.
		fileName: `${taskId.replace(/[^\w.-]/g, '_')}_${videoIndex}.${type}`,
		mimeType: MIME_TYPES[type] ?? `video/${type}`,
	};
}
