import getPort from 'get-port';

/**
 * Below the ports that systems give to whoever asks for any: n8n takes seconds until it listens, and in
 * that time another program could get one of those.
 */
const somePort = () => 10_000 + Math.floor(Math.random() * 20_000);

/** @returns the usual port where it is free, or another one that is */
export const freePort = async (usual?: number) =>
	await getPort({ host: '127.0.0.1', port: usual ?? Array.from({ length: 20 }, somePort) });
