/**
 * `npm start`. This much is plain JavaScript on bare Node.js, because the TypeScript of the rest can
 * only be read once the packages are installed.
 */
import { Interrupted, describe } from './bare-node/failure.cjs';
import { setUp } from './set-up.mjs';

const interrupt = new AbortController();
let interruptedAt = 0;

function onSignal() {
	// One Ctrl-C can arrive twice, from the terminal and from npm. A later one means it.
	if (interruptedAt > 0 && Date.now() - interruptedAt > 1000) process.exit(130);
	interruptedAt ||= Date.now();
	interrupt.abort();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);

// Not every shell that npm starts this through hands a signal on; without its parent nobody could
// end this any more.
const parent = process.ppid;
const watch = setInterval(() => {
	if (process.ppid === parent) return;
	clearInterval(watch);
	onSignal();
}, 1000);
watch.unref();

try {
	await setUp(interrupt.signal);
	const { register } = await import('tsx/esm/api');
	register();
	const { main } = await import('./start/main.mts');
	await main(process.argv.slice(2), interrupt);
} catch (error) {
	if (!(error instanceof Interrupted)) console.error(describe(error));
	process.exitCode = error instanceof Interrupted ? 130 : 1;
}
