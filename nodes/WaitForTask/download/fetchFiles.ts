import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import type { HighwayApiClient } from '../../shared/api/highwayApiClient';
import type { Task, TaskFile } from '../../shared/api/task';
import { n8nClock } from '../../shared/n8n/n8nClock';
import { downloadFile, type DownloadFailure, type RemoteFile } from './downloadFile';
import { fileNameOf } from './fileNames';

/** Why a file could not be fetched. */
export interface FileNotFetched extends DownloadFailure {
	file: Pick<TaskFile, 'kind' | 'index'>;
	/** Among all files of the task, from 0. */
	position: number;
}

export interface FetchedFiles {
	/** In the order of the files, `undefined` for one that could not be fetched. */
	binaries: Array<IBinaryData | undefined>;
	missing: FileNotFetched[];
}

const MAX_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 1000;

/**
 * Fetches all files of a finished task, one after another.
 *
 * A link may have expired or a connection may break: then the task is asked for again, since the
 * service signs fresh links each time, and the file is tried again, three times in all. What n8n can't
 * store is not downloaded again. A file that fails does not affect the others.
 *
 * @param signal ends it: from then on nothing is requested
 */
export async function fetchFiles(
	context: IExecuteFunctions,
	api: HighwayApiClient,
	task: Task,
	signal: AbortSignal,
): Promise<FetchedFiles> {
	const fetched: FetchedFiles = { binaries: [], missing: [] };
	let { files } = task;
	for (const [position, { kind, index }] of task.files.entries()) {
		for (let attempt = 1; ; attempt++) {
			const file = remoteFile(task.taskId, position, files[position] as TaskFile);
			const download = await downloadFile(context, file, signal);
			if (download.ok) {
				fetched.binaries.push(download.binary);
				break;
			}
			const isLast = attempt === MAX_ATTEMPTS || download.why.notStored === true;
			if (!isLast) await n8nClock.sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1), signal);
			if (isLast || signal.aborted) {
				fetched.binaries.push(undefined);
				fetched.missing.push({ ...download.why, file: { kind, index }, position });
				break;
			}
			const again = await api.readTask(task.taskId, undefined, signal);
			if (again.ok && areAlike(again.value.files, files)) files = again.value.files;
		}
	}
	return fetched;
}

/** Whether two answers list the same files, apart from their links. */
function areAlike(one: TaskFile[], other: TaskFile[]): boolean {
	return one.length === other.length && one.every(({ kind }, index) => kind === other[index]?.kind);
}

/** Types whose MIME type is not their kind and their own name. */
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

function remoteFile(taskId: string, position: number, file: TaskFile): RemoteFile {
	const type = file.type.toLowerCase();
	return {
		url: file.url,
		fileName: fileNameOf(taskId, position, type),
		// A type is text from outside, too: "constructor" is none, though every object has one.
		mimeType: Object.hasOwn(MIME_TYPES, type)
			? (MIME_TYPES[type] as string)
			: `${file.kind}/${type}`,
	};
}
