import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { HighwayApi, Task, TaskVideo } from '../shared/api/highwayApi';
import { n8nClock } from '../shared/n8n/n8nClock';
import { downloadFile, type DownloadFailure, type RemoteFile } from './downloadFile';

/** Why a video could not be fetched. */
export interface FileNotFetched extends DownloadFailure {
	/** From 0. */
	videoIndex: number;
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
 * service signs fresh links each time, and the video is tried again, three times in all. What n8n can't
 * store is not fetched again. One that fails in the end keeps nobody from the others.
 *
 * @param signal ends it: from then on nothing is requested
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
			const isLast = attempt === MOST_ATTEMPTS || download.why.notStored === true;
			if (!isLast) await n8nClock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), signal);
			if (isLast || signal.aborted) {
				fetched.binaries.push(undefined);
				fetched.missing.push({ ...download.why, videoIndex });
				break;
			}
			const again = await api.readTask(task.taskId, undefined, signal);
			if (again.ok && again.value.videos.length === videos.length) videos = again.value.videos;
		}
	}
	return fetched;
}

/** Types whose MIME type is not that of a video with their own name. */
const MIME_TYPES: Record<string, string> = {
	mov: 'video/quicktime',
	png: 'image/png',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	webp: 'image/webp',
	gif: 'image/gif',
	avif: 'image/avif',
	mp3: 'audio/mpeg',
	wav: 'audio/wav',
	m4a: 'audio/mp4',
	aac: 'audio/aac',
	ogg: 'audio/ogg',
	opus: 'audio/ogg',
	flac: 'audio/flac',
};

function remoteFile(taskId: string, videoIndex: number, video: TaskVideo): RemoteFile {
	const type = video.type.toLowerCase();
	return {
		url: video.url,
		// A task id is foreign text: in a file name it may not lead elsewhere.
		fileName: `${taskId.replace(/[^\w.-]/g, '_')}_${videoIndex}.${type}`,
		// A type is foreign text, too: "constructor" is none, though every object has one.
		mimeType: Object.hasOwn(MIME_TYPES, type) ? (MIME_TYPES[type] as string) : `video/${type}`,
	};
}
