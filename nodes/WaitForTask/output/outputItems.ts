import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import { FILE_KINDS, type Task, type TaskFile } from '../../shared/api/task';
import type { TaskSuccess } from '../taskOutcome';
import type { WaitingItem } from '../settings';

/** The output items of one input item whose task has files. */
export function outputItems(item: WaitingItem, outcome: TaskSuccess): INodeExecutionData[] {
	const { task } = outcome;
	const pairedItem = { item: item.itemIndex };
	if (outcome.kind === 'state') {
		return [{ json: item.simplify ? withoutFiles(task) : raw(task), pairedItem }];
	}
	const { binaries, missing } = item.downloadFiles ? outcome : { binaries: [], missing: [] };
	const files = task.files.map((file, position) => {
		const why = missing.find((one) => one.position === position);
		return { ...facts(file), ...(why ? { download_failed: why.happened } : {}) };
	});
	if (item.output === 'perTask') {
		const fields = binaries.flatMap((binary, position) =>
			binary === undefined ? [] : [[`${item.binaryProperty}_${position}`, { ...binary }]],
		);
		return [
			{
				json: item.simplify
					? { ...head(task), ...lists(task, files), ...counts(task), ...seed(task) }
					: raw(task),
				...(fields.length === 0
					? {}
					: { binary: Object.fromEntries(fields) as Record<string, IBinaryData> }),
				pairedItem,
			},
		];
	}
	return task.files.map(({ kind }, position) => {
		const binary = binaries[position];
		const count = { [`${kind}_count`]: numberOf(kind, task) };
		return {
			json: item.simplify
				? { ...head(task), ...files[position], ...count, ...seed(task) }
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

/** `video_url`, `image_url` or `audio_url`, and what else is known of a file, by names of its kind. */
function facts({ kind, url, type, expiresAt, index }: TaskFile): IDataObject {
	return {
		[`${kind}_url`]: url,
		[`${kind}_type`]: type,
		...(expiresAt === undefined
			? {}
			: { [`${kind}_url_expires_at`]: new Date(expiresAt).toISOString() }),
		[`${kind}_index`]: index,
	};
}

/** `videos`, `images` and `audios`, each where there are some. */
function lists(task: Task, files: IDataObject[]): IDataObject {
	return Object.fromEntries(
		kindsOf(task).map((kind) => [
			`${kind}s`,
			files.filter((_file, position) => task.files[position]?.kind === kind),
		]),
	);
}

function counts(task: Task): IDataObject {
	return Object.fromEntries(kindsOf(task).map((kind) => [`${kind}_count`, numberOf(kind, task)]));
}

function kindsOf({ files }: Task): Array<TaskFile['kind']> {
	return FILE_KINDS.filter((kind) => files.some((file) => file.kind === kind));
}

function numberOf(kind: TaskFile['kind'], { files }: Task): number {
	return files.filter((file) => file.kind === kind).length;
}

function seed(task: Task): IDataObject {
	return task.seed === undefined ? {} : { seed: task.seed };
}

/** A task without files: still running, or at an end without a result. */
function withoutFiles(task: Task): IDataObject {
	if (task.state === 'failed') return { ...head(task), reason: task.reason };
	if (task.state === 'succeeded') {
		const reason = task.reason === '' ? {} : { reason: task.reason };
		return { ...head(task), ...reason, video_count: 0, ...seed(task) };
	}
	return {
		...head(task),
		...(task.progressPercent === undefined ? {} : { progress_percent: task.progressPercent }),
		...(task.etaSeconds === undefined ? {} : { eta: task.etaSeconds }),
	};
}
