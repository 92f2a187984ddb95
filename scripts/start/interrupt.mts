/**
 * What Ctrl-C, and whatever else asks this process to end, aborts. A second Ctrl-C, a second or more
 * later (one can arrive twice, from the terminal and from npm), ends it at once.
 */
export function interruptedByUser(): AbortController {
	const interrupt = new AbortController();
	let first = 0;
	const onSignal = () => {
		if (first > 0 && Date.now() - first > 1000) process.exit(130);
		first ||= Date.now();
		interrupt.abort();
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
	// Not every shell that npm starts this through hands a signal on; without its parent nobody could
	// end this any more.
	const parent = process.ppid;
	setInterval(() => {
		if (process.ppid !== parent && first === 0) onSignal();
	}, 1000).unref();
	return interrupt;
}
