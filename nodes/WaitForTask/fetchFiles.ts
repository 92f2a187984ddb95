import type { IExecuteFunctions } from 'n8n-workflow';
import type { HighwayApiClient } from '../shared/api/highwayApiClient';
import type { Task, TaskFile } from '../shared/api/task';
import { n8nClock } from '../shared/n8n/n8nClock';
import { backoff } from '../shared/waiting/clock';
import { downloadFile, type DownloadResult } from './downloadFile';

export interface FetchedTask {
	/** With the links that were signed last. */
	task: Task;
	/** In the order of its files. Without the last ones where the execution was stopped. */
	fetched: DownloadResult[];
}

/** How long to try a file again, from its first failed download on. */
const RETRY_FILE_MS = 120_000;

/** How often operation `check` tries within seconds, to poll as well as to download. */
export const TRIES_OF_A_CHECK = 3;

/**
 * Fetches all files of a finished task, one after another.
 *
 * A host may have a file only a while after its task has finished, a link may expire, a connection may
 * break. Then the task is read again, since the service signs new links each time, and the file is tried
 * again. What n8n can't store is not tried again. A file that fails does not affect the others. Never rejects.
 *
 * @param isCheck for operation `check`: a few tries within seconds
 * @param signal ends all requests
 */
export async function fetchFiles(
	context: IExecuteFunctions,
	api: HighwayApiClient,
	task: Task,
	isCheck: boolean,
	signal: AbortSignal,
): Promise<FetchedTask> {
	let newest = task;
	const fetched: DownloadResult[] = [];
	for (const position of task.files.keys()) {
		let giveUpAt: number | undefined;
		for (let tries = 1; ; tries++) {
			const file = newest.files[position] as TaskFile;
			const result = await downloadFile(context, file, fileNameOf(task, position, ''), signal);
			giveUpAt ??= n8nClock.now() + RETRY_FILE_MS;
			const left = isCheck && tries === TRIES_OF_A_CHECK ? 0 : giveUpAt - n8nClock.now();
			if (result.ok || result.notStored === true || left <= 0 || signal.aborted) {
				fetched.push(result);
				break;
			}
			const asked = isCheck ? 0 : (result.retryAfterMs ?? 0);
			await n8nClock.sleep(Math.min(Math.max(backoff(tries, Math.random), asked), left), signal);
			if (signal.aborted) return { task: newest, fetched };
			const again = await api.readTask(task.taskId, signal);
			if (again.ok && again.value.files.length === task.files.length) newest = again.value;
		}
	}
	return { task: newest, fetched };
}

/**
 * The name of a file in n8n, without its extension: the user's, with the position of the file where its
 * task has several, or else `<task id>_<position>`.
 */
export function fileNameOf({ taskId, files }: Task, position: number, chosen: string): string {
	// Both come from outside, and must not lead to another folder.
	const safe = (chosen || taskId).replace(/[^\p{L}\p{N}\p{M} ._()'-]/gu, '_');
	return chosen !== '' && files.length === 1 ? safe : `${safe}_${position}`;
}
