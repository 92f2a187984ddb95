/**
 * A semaphore: lets at most `limit` of the functions handed to it run at the same time; the rest wait in line.
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
			// The place is handed to the next in line rather than given back, so nobody cuts in.
			const next = line.shift();
			if (next === undefined) running--;
			else next();
		}
	};
}
