/**
 * Milliseconds that the process has worked since. What others take from a busy machine does not count,
 * nor what the threads of the process do beside each other.
 */
export function stopwatch(): () => number {
	const [at, used] = [performance.now(), process.cpuUsage()];
	return () => {
		const { user, system } = process.cpuUsage(used);
		return Math.min(performance.now() - at, (user + system) / 1000);
	};
}

/** A tenth of it is promised; a slow machine takes longer. */
const LONGEST_BLOCK_MS = 1000;

/**
 * How long a node kept n8n from answering at most, in the calmest of up to three runs: what other tests have
 * left in the process is collected in one of them, but not in each.
 *
 * @param run resolves to the longest block, in milliseconds
 */
export async function expectNoLongBlock(run: () => Promise<number>): Promise<void> {
	let least = Infinity;
	for (let runs = 0; runs < 3 && least >= LONGEST_BLOCK_MS; runs++)
		least = Math.min(least, await run());
	expect(least).toBeLessThan(LONGEST_BLOCK_MS);
}
