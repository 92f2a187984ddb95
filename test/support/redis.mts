import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../scripts/start/ports.mts';
import { until } from './crowd.mts';

export type Redis = Awaited<ReturnType<typeof startRedis>>;

/** What is missing on this machine, or nothing. */
export const whyNoRedis = (): string | undefined =>
	spawnSync('redis-server', ['--version']).status === 0
		? undefined
		: 'Redis is not installed (the program redis-server)';

/** A Redis of the tests' own, which may be killed and started again. */
export async function startRedis(folder: string) {
	const port = await freePort();
	const options = `--port ${port} --bind 127.0.0.1 --appendonly yes --save`.split(' ');
	const start = async () => {
		const child = spawn('redis-server', [...options, '', '--dir', folder], { stdio: 'ignore' });
		const ping = () => spawnSync('redis-cli', ['-p', String(port), 'ping']);
		await until('Redis answers', () => ping().status === 0);
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
		/** Ends it at once, as a crash would, and starts it again with what it had written down. */
		restart: async () => {
			await kill();
			server = await start();
		},
		close: kill,
	};
}
