import getPort from 'get-port';
import { Failure } from './failure.mts';

/** A port of this machine: the one asked for, else the usual one, else any that is free. */
export async function choosePort(options: {
	asked?: number | undefined;
	usual: number;
	/** The command line option that asks for another one. */
	option: string;
}): Promise<number> {
	const { asked, usual, option } = options;
	const free = await getPort({ host: '127.0.0.1', port: asked ?? usual });
	if (asked === undefined || free === asked) return free;
	throw new Failure(
		`Port ${asked} is taken.`,
		`End the program that uses it, ask for another one with ${option}, or leave ${option} away to get one that is free.`,
	);
}

/** Any free port, for what nobody has to find. */
export async function anyPort(): Promise<number> {
	return await getPort({ host: '127.0.0.1' });
}
