import type { NodeExecutionHint } from 'n8n-workflow';
import { quoted } from '../../shared/api/sanitizeText';
import type { FileKind } from '../../shared/api/task';
import { formatText } from '../../shared/message';
import type { FetchedFiles } from '../download/fetchFiles';
import { countOf } from '../download/fileNames';
import type { TaskOutcome } from '../taskOutcome';
import type { WaitingItem } from '../settings';
import { outputHints } from '../waitMessages';

/** From how many megabytes on it is said that n8n keeps files in its memory. */
const LARGE_MB = 50;

interface WithFiles {
	item: WaitingItem;
	outcome: Extract<TaskOutcome, { kind: 'files' }>;
}

/** What the user should know about the output, and the items don't show at a glance. */
export function resultHints(
	items: readonly WaitingItem[],
	outcomes: ReadonlyMap<string, TaskOutcome>,
): NodeExecutionHint[] {
	const withFiles = items.flatMap((item): WithFiles[] => {
		const outcome = outcomes.get(item.taskId);
		return outcome?.kind === 'files' ? [{ item, outcome }] : [];
	});
	if (withFiles.length === 0) return [];
	return [
		...hintOfMissing(withFiles),
		...hintOfExpiry(withFiles),
		...hintOfShape(withFiles),
		...hintsOfWhatIsLacking(withFiles),
		...hintOfMemory(new Set(withFiles.map(({ outcome }) => outcome))),
	];
}

function hint(message: string, type: NodeExecutionHint['type'] = 'info'): NodeExecutionHint[] {
	return [{ message, type, location: 'outputPane' }];
}

function hintOfMissing(withFiles: WithFiles[]): NodeExecutionHint[] {
	const missing = withFiles.flatMap(({ item, outcome }) =>
		item.downloadFiles ? outcome.missing.map(({ file }) => file.kind) : [],
	);
	if (missing.length === 0) return [];
	return hint(formatText(outputHints.notDownloaded, { files: countOf(missing) }), 'warning');
}

function hintOfExpiry(withFiles: WithFiles[]): NodeExecutionHint[] {
	const first = withFiles
		.flatMap(({ item, outcome }) =>
			item.downloadFiles ? [] : outcome.task.files.flatMap(({ expiresAt }) => expiresAt ?? []),
		)
		.reduce((earliest, expiresAt) => Math.min(earliest, expiresAt), Infinity);
	if (first === Infinity) return [];
	return hint(formatText(outputHints.linksExpire, { time: new Date(first).toISOString() }));
}

/** Where the files of a task with several are. */
function hintOfShape(withFiles: WithFiles[]): NodeExecutionHint[] {
	const most = withFiles.reduce<FileKind[]>((longest, { outcome }) => {
		const { files } = outcome.task;
		return files.length > longest.length ? files.map(({ kind }) => kind) : longest;
	}, []);
	if (most.length <= 1) return [];
	const files = countOf(most);
	const fields = (ending: string) =>
		[...new Set(most)].map((kind) => `“${kind}${ending}”`).join(', ');
	return hint(
		withFiles.some(({ item }) => item.output === 'perFile')
			? formatText(outputHints.itemPerFile, { files, indexes: fields('_index') })
			: formatText(outputHints.filesTogether, { files, lists: fields('s') }),
	);
}

/** Files that may have been made, or held back, beside those that came. */
function hintsOfWhatIsLacking(withFiles: WithFiles[]): NodeExecutionHint[] {
	const tasks = [...new Set(withFiles.map(({ outcome }) => outcome.task))];
	const reasons = tasks.flatMap(({ reason }) => (reason === '' ? [] : [reason]));
	const withoutLink = tasks.reduce((sum, task) => sum + task.withoutLink, 0);
	return [
		...(reasons[0] === undefined
			? []
			: hint(
					formatText(outputHints.someHeldBack, {
						tasks: reasons.length === 1 ? '1 task' : `${reasons.length} tasks`,
						reason: quoted(reasons[0]),
					}),
					'warning',
				)),
		...(withoutLink === 0
			? []
			: hint(
					formatText(outputHints.someWithoutLink, {
						files: withoutLink === 1 ? '1 file' : `${withoutLink} files`,
					}),
					'warning',
				)),
	];
}

/** Files without an id are Base64 in the items themselves: the default of n8n 1. */
function hintOfMemory(fetched: ReadonlySet<FetchedFiles>): NodeExecutionHint[] {
	let bytes = 0;
	for (const binary of [...fetched].flatMap(({ binaries }) => binaries)) {
		if (binary !== undefined && binary.id === undefined) bytes += binary.data.length * 0.75;
	}
	const size = Math.round(bytes / 1024 / 1024);
	return size < LARGE_MB ? [] : hint(formatText(outputHints.inMemory, { size }), 'warning');
}
