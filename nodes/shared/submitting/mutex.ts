/** Runs functions one after another, each when the one before has ended, well or not. */
export type Mutex = <T>(run: () => Promise<T>) => Promise<T>;

const locks = new Map<string, Promise<unknown>>();

/** The lock of this name, one in the process. */
export function mutexOf(name: string): Mutex {
	return async (run) => {
		const before = locks.get(name) ?? Promise.resolve();
		const result = before.then(run);
		const ended = result.then(
			() => {},
			() => {},
		);
		locks.set(name, ended);
		try {
			return await result;
		} finally {
			// The next caller has put its own promise there.
			if (locks.get(name) === ended) locks.delete(name);
		}
	};
}
