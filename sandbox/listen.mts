import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * @param port 0 for any that is free
 * @throws the error of Node.js, with `code` EADDRINUSE, EACCES, EADDRNOTAVAIL or ENOTFOUND
 */
export async function listen(listener: RequestListener, port: number, host: string) {
	const server = createServer(listener).listen(port, host);
	await once(server, 'listening');
	/** Cuts every connection, hanging ones too. */
	const close = async () => {
		const closed = once(server, 'close');
		server.close();
		server.closeAllConnections();
		await closed;
	};
	return { port: (server.address() as AddressInfo).port, close };
}
