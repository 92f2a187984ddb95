import type { Submission } from './runMemory';

/** A few megabytes: enough for all executions that one process may have to tell apart. */
const MAX_SETTLED = 10_000;

const underWay = new Map<string, Promise<Submission | undefined>>();
const settled = new Map<string, Submission>();

/**
 * What this process knows under a key: a submission, or the promise of one that is under way. The promise
 * resolves to `undefined` where that was refused or not sent: then the key may be entered again.
 */
export function findSubmission(
	key: string,
): Submission | Promise<Submission | undefined> | undefined {
	return underWay.get(key) ?? settled.get(key);
}

/** Marks an unknown key as under way. @returns ends that, with the submission, unless it was refused */
export function enterSubmission(key: string): (submission?: Submission) => void {
	let end: (submission?: Submission) => void = () => {};
	const ended = new Promise<Submission | undefined>((resolve) => (end = resolve));
	underWay.set(key, ended);
	void ended.then((submission) => {
		underWay.delete(key);
		if (submission === undefined) return;
		settled.set(key, submission);
		const [oldest = ''] = settled.keys();
		if (settled.size > MAX_SETTLED) settled.delete(oldest);
	});
	return end;
}
