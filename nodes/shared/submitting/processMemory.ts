import type { Submission } from './runMemory';

/** A few megabytes: enough for all that executions of one process have to do with each other. */
const MAX_SETTLED = 10_000;

const underWay = new Map<string, Promise<Submission | undefined>>();
const settled = new Map<string, Submission>();

/**
 * What this process knows under a key. What another execution has under way can be waited for: it
 * resolves to `undefined` where that was refused or not sent, and then anybody may enter the key.
 */
export function findSubmission(
	key: string,
): Submission | Promise<Submission | undefined> | undefined {
	return underWay.get(key) ?? settled.get(key);
}

/** Enters a key of which nothing is known. @returns has to be called when the submission has ended */
export function enterSubmission(key: string): (submission?: Submission) => void {
	let end: (submission?: Submission) => void = () => {};
	const ended = new Promise<Submission | undefined>((resolve) => (end = resolve));
	underWay.set(key, ended);
	void ended.then((submission) => {
		underWay.delete(key);
		if (submission === undefined) return;
		settled.set(key, submission);
		const [oldest] = settled.keys();
		if (settled.size > MAX_SETTLED && oldest !== undefined) settled.delete(oldest);
	});
	return end;
}
