import getPort from 'get-port';

/** A free port of this machine: the usual one, else any. */
export const freePort = async (usual?: number) => await getPort({ host: '127.0.0.1', port: usual });
