import type { FileKind, TaskFile } from '../../shared/api/task';

/** What messages call a file of each kind. */
const NOUNS: Record<FileKind, [one: string, many: string]> = {
	video: ['video', 'videos'],
	image: ['image', 'images'],
	audio: ['audio file', 'audio files'],
};

/** One file as a message names it at its beginning, e.g. `Video 0`. */
export function nameOf({ kind, index }: Pick<TaskFile, 'kind' | 'index'>): string {
	const [noun] = NOUNS[kind];
	return `${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${index}`;
}

/** How many files there are, as a message says it: `1 video`, `3 images`, or `4 files` where they differ. */
export function countOf(kinds: readonly FileKind[]): string {
	const [first] = kinds;
	const [one, many] =
		first !== undefined && kinds.every((kind) => kind === first) ? NOUNS[first] : ['file', 'files'];
	return `${kinds.length} ${kinds.length === 1 ? one : many}`;
}

/**
 * The name of a file in n8n: `<task id>_<position>.<type>`, with the position among all files of the
 * task, so that no two of a task have the same name.
 */
export function fileNameOf(taskId: string, position: number, type: string): string {
	// A task id is text from outside: in a file name it may not lead elsewhere.
	return `${taskId.replace(/[^\w.-]/g, '_')}_${position}.${type}`;
}
