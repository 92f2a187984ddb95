/**
 * Loaded into n8n ahead of its own code. n8n's standard input is a pipe from the process that started
 * it; when that process goes without a chance to clean up, the pipe closes and n8n ends as well.
 */
import { isMainThread } from 'node:worker_threads';

// Node.js loads this into each worker thread too, where standard input has ended from the start.
if (isMainThread) {
	process.stdin.once('close', () => process.kill(process.pid, 'SIGTERM'));
	process.stdin.on('error', () => undefined);
	process.stdin.resume();
	process.stdin.unref?.();
}
