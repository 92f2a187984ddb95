import getPort from 'get-port';
import { Failure } from './failure.mts';

/** Any free port, for what nobody has to find. */
export const anyPort = async () => await getPort({ host: '127.0.0.1' });

/**
 * A port of this machine: the one asked for, else the usual one, else any that is free.
 *
 * @param option the command line option that asks for another one
 */
export async function choosePort(option: string, asked: number | undefined, usual: number) {
	const free = await getPort({ host: '127.0.0.1', port: asked ?? usual });
	if (asked === undefined || free === asked) return free;
	throw new Failure(
		`Port ${asked} is taken.`,
		`End the program that uses it, ask for another one with ${option}, or leave ${option} away to get one that is free.`,
	);
}
