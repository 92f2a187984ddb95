import { execFile, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, type QueryResultRow } from 'pg';
import { freePort } from '../../scripts/start/ports.mts';

const run = promisify(execFile);

/** What is missing on this machine, or nothing. */
export const whyNoPostgres = (): string | undefined =>
	programs() === undefined ? 'PostgreSQL is not installed (the program initdb)' : undefined;

/** The folder of PostgreSQL's server programs, which Debian keeps off the PATH. */
function programs(): string | undefined {
	const debian = '/usr/lib/postgresql';
	const versions = existsSync(debian) ? readdirSync(debian).sort() : [];
	const onPath = (process.env.PATH ?? '').split(':');
	return [...versions.map((version) => join(debian, version, 'bin')).reverse(), ...onPath].find(
		(folder) => existsSync(join(folder, 'initdb')),
	);
}

/** A PostgreSQL of the tests' own, empty at first. */
export async function startPostgres() {
	const bin = programs() ?? '';
	// A folder of its own: PostgreSQL's user may not look into those of the tests.
	const home = mkdtempSync(join(tmpdir(), 'n8n-nodes-highwayapi-postgres-'));
	const data = join(home, 'data');
	// PostgreSQL refuses to run as root.
	const isRoot = process.getuid?.() === 0;
	if (isRoot) chownSync(home, Number(execFileSync('id', ['-u', 'postgres'])), -1);
	const as = async (program: string, ...args: string[]) =>
		isRoot
			? await run('runuser', ['-u', 'postgres', '--', join(bin, program), ...args], { cwd: home })
			: await run(join(bin, program), args, { cwd: home });
	const [host, port, user] = ['127.0.0.1', await freePort(), 'postgres'];
	await as('initdb', '-D', data, '-U', user, '-A', 'trust', '--no-sync');
	const options = `-p ${port} -c listen_addresses=${host} -c unix_socket_directories=${home}`;
	await as('pg_ctl', '-D', data, '-l', join(home, 'log'), '-o', options, '-w', 'start');
	return {
		/** How n8n finds it. */
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: host,
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_USER: user,
			DB_POSTGRESDB_PASSWORD: 'none',
			DB_POSTGRESDB_DATABASE: 'postgres',
		},
		query: async <Row extends QueryResultRow>(sql: string): Promise<Row[]> => {
			const client = new Client({ host, port, user, database: 'postgres' });
			await client.connect();
			try {
				return (await client.query<Row>(sql)).rows;
			} finally {
				await client.end();
			}
		},
		close: async () => {
			await as('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
			rmSync(home, { recursive: true, force: true });
		},
	};
}
