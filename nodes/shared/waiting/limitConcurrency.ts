/**
 * A semaphore: at most `limit` of the functions passed to it run at the same time; the others wait in order.
 */
export function limitConcurrency(limit: number): <T>(run: () => Promise<T>) => Promise<T> {
	const line: Array<() => void> = [];
	let running = 0;
	return async (run) => {
		if (running >= limit) await new Promise<void>((resolve) => line.push(resolve));
		else running++;
		try {
			return await run();
		} finally {
			// The place goes to the next in line at once, so that no newcomer can take it.
			const next = line.shift();
			if (next === undefined) running--;
			else next();
		}
	};
}
