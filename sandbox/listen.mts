import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listening {
	port: number;
	/** Cuts every connection, hanging ones too. */
	close: () => Promise<void>;
}

/**
 * @param port 0 for any that is free
 * @throws the error of Node.js, with `code` EADDRINUSE, EACCES, EADDRNOTAVAIL or ENOTFOUND
 */
export async function listen(
	listener: RequestListener,
	port: number,
	host: string,
): Promise<Listening> {
	const server = createServer(listener);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, resolve);
	});
	return {
		port: (server.address() as AddressInfo).port,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
