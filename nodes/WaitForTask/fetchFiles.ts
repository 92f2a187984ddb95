import type { IExecuteFunctions } from 'n8n-workflow';
import type { HighwayApiClient } from '../shared/api/highwayApiClient';
import type { Task, TaskFile } from '../shared/api/task';
import { n8nClock } from '../shared/n8n/n8nClock';
import { backoff } from '../shared/waiting/clock';
import { downloadFile, type DownloadResult } from './downloadFile';

export interface FetchedTask {
	/** With the newest links. */
	task: Task;
	/** In the order of its files. */
	fetched: DownloadResult[];
}

/** How long a file is asked for that a host does not give, from its first refusal on. */
const LATE_FILE_MS = 120_000;

/** Of a single check, which is over within seconds. */
const TRIES_OF_A_CHECK = 3;

/**
 * Fetches all files of a finished task, one after another.
 *
 * A host may have a file only a while after the task has ended, a link may have expired, a connection may
 * break: then the task is asked for again, since the service signs fresh links each time, and the file is
 * tried again. What n8n can't store is not downloaded again. A file that fails does not affect the others.
 *
 * @param isCheck tries three times within seconds
 * @param signal ends it: from then on nothing is requested
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
			giveUpAt ??= n8nClock.now() + LATE_FILE_MS;
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
	// Text from outside: in a file name it may not lead elsewhere.
	const safe = (chosen || taskId).replace(/[^\p{L}\p{N}\p{M} ._()'-]/gu, '_');
	return chosen !== '' && files.length === 1 ? safe : `${safe}_${position}`;
}
