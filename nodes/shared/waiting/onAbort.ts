const calls = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls a function once when a signal is aborted. A signal has one listener however many wait for it:
 * Node.js warns of more than ten.
 *
 * @returns takes the call back
 */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
	const known = calls.get(signal);
	const all = known ?? new Set();
	if (known === undefined) {
		calls.set(signal, all);
		signal.addEventListener(
			'abort',
			() => {
				for (const each of [...all]) each();
				all.clear();
			},
			{ once: true },
		);
	}
	all.add(call);
	return () => all.delete(call);
}
