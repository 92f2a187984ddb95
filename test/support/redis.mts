import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../scripts/start/ports.mts';

/** A Redis of the tests' own, which may be killed and started again. */
export interface Redis {
	port: number;
	/** Ends it at once, as a crash would, and starts it again with what it had written down. */
	restart(): Promise<void>;
	close(): Promise<void>;
}

/** What is missing on this machine, or nothing. */
export function whyNoRedis(): string | undefined {
	try {
		execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
		return undefined;
	} catch {
		return 'Redis is not installed (the program redis-server)';
	}
}

export async function startRedis(folder: string): Promise<Redis> {
	const port = await freePort();
	const options = ['--bind', '127.0.0.1', '--appendonly', 'yes', '--save', ''];
	const start = async (): Promise<ChildProcess> => {
		const child = spawn('redis-server', ['--port', String(port), '--dir', folder, ...options], {
			stdio: 'ignore',
		});
		await untilItAnswers(port);
		return child;
	};
	let server = await start();
	const kill = async () => {
		const gone = once(server, 'exit');
		server.kill('SIGKILL');
		await gone;
	};
	return {
		port,
		restart: async () => {
			await kill();
			server = await start();
		},
		close: kill,
	};
}

async function untilItAnswers(port: number): Promise<void> {
	for (let attempt = 0; attempt < 100; attempt++) {
		const socket = connect(port, '127.0.0.1');
		try {
			await once(socket, 'connect');
			return;
		} catch {
			await delay(100);
		} finally {
			socket.destroy();
		}
	}
	throw new Error(`Redis does not answer on port ${port}`);
}
