import type { Fault } from '../api/fault';

/** What became of a submission that was or may have been accepted. */
export type Known =
	| {
			taskId: string;
			/** Digest of what was asked for, without images. */
			asked: string;
	  }
	| { doubt: Fault };

/** A few megabytes: enough for all that executions of one process have to do with each other. */
const MAX_SETTLED = 10_000;

const underWay = new Map<string, Promise<Known | undefined>>();
const settled = new Map<string, Known>();

/**
 * What this process knows under a key. What another execution has under way can be waited for: it
 * resolves to `undefined` where that was refused or not sent, and then anybody may enter the key.
 */
export function findSubmission(key: string): Known | Promise<Known | undefined> | undefined {
	return underWay.get(key) ?? settled.get(key);
}

/** Enters a key of which nothing is known. @returns has to be called when the submission has ended */
export function enterSubmission(key: string): (known?: Known) => void {
	let resolve: (known?: Known) => void = () => {};
	const ended = new Promise<Known | undefined>((end) => (resolve = end));
	underWay.set(key, ended);
	return (known) => {
		// A second call is of somebody who makes sure that it was called.
		if (underWay.get(key) !== ended) return;
		underWay.delete(key);
		if (known !== undefined) {
			settled.set(key, known);
			const [oldest] = settled.keys();
			if (settled.size > MAX_SETTLED && oldest !== undefined) settled.delete(oldest);
		}
		resolve(known);
	};
}
