import { execFile, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, type QueryResultRow } from 'pg';
import { freePort } from '../../scripts/start/ports.mts';

const run = promisify(execFile);

/** A database of the tests' own, empty at first. */
export interface Database {
	/** How n8n finds it. */
	env: Record<string, string>;
	query<Row extends QueryResultRow>(sql: string): Promise<Row[]>;
	drop(): Promise<void>;
}

interface Server {
	host: string;
	port: number;
	user: string;
	password?: string;
	stop(): Promise<void>;
}

/** The server that is there already, as PostgreSQL's own variables name it. */
const present: Server = {
	host: process.env.PGHOST ?? '127.0.0.1',
	port: Number(process.env.PGPORT ?? 5432),
	user: process.env.PGUSER ?? 'postgres',
	...(process.env.PGPASSWORD === undefined ? {} : { password: process.env.PGPASSWORD }),
	stop: async () => {},
};

/** What is missing on this machine, or nothing. */
export async function whyNoPostgres(): Promise<string | undefined> {
	if ((await answers(present)) || programs() !== undefined) return undefined;
	return `PostgreSQL neither answers at ${present.host}:${present.port} nor is it installed (the program initdb)`;
}

/** Makes a database on the server that is there, or on one of its own. */
export async function makeDatabase(): Promise<Database> {
	const server = (await answers(present)) ? present : await startServer();
	const name = `n8n_nodes_highwayapi_${process.pid}_${Date.now()}`;
	await withClient(server, 'postgres', (client) => client.query(`CREATE DATABASE ${name}`));
	return {
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: server.host,
			DB_POSTGRESDB_PORT: String(server.port),
			DB_POSTGRESDB_USER: server.user,
			DB_POSTGRESDB_PASSWORD: server.password ?? 'none',
			DB_POSTGRESDB_DATABASE: name,
		},
		query: async <Row extends QueryResultRow>(sql: string) =>
			await withClient(server, name, async (client) => (await client.query<Row>(sql)).rows),
		drop: async () => {
			await withClient(server, 'postgres', (client) =>
				client.query(`DROP DATABASE ${name} WITH (FORCE)`),
			);
			await server.stop();
		},
	};
}

async function withClient<T>(
	{ host, port, user, password }: Server,
	database: string,
	use: (client: Client) => Promise<T>,
): Promise<T> {
	const client = new Client({ host, port, user, password, database });
	await client.connect();
	try {
		return await use(client);
	} finally {
		await client.end();
	}
}

async function answers(server: Server): Promise<boolean> {
	try {
		await withClient(server, 'postgres', (client) => client.query('SELECT 1'));
		return true;
	} catch {
		return false;
	}
}

/** The folder of PostgreSQL's server programs, which Debian keeps off the PATH. */
function programs(): string | undefined {
	const debian = '/usr/lib/postgresql';
	const versions = existsSync(debian) ? readdirSync(debian).sort() : [];
	const onPath = (process.env.PATH ?? '').split(':');
	return [...versions.map((version) => join(debian, version, 'bin')).reverse(), ...onPath].find(
		(folder) => existsSync(join(folder, 'initdb')),
	);
}

async function startServer(): Promise<Server> {
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
	const port = await freePort();
	await as('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync');
	const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${home}`;
	await as('pg_ctl', '-D', data, '-l', join(home, 'log'), '-o', options, '-w', 'start');
	return {
		host: '127.0.0.1',
		port,
		user: 'postgres',
		stop: async () => {
			await as('pg_ctl', '-D', data, '-m', 'immediate', 'stop');
			rmSync(home, { recursive: true, force: true });
		},
	};
}
