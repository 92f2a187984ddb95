import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { Container } from '@n8n/di';
import { selfSigned } from './certificate.mts';

const open = new Set<Server>();

/** Ends the servers of a test after it, whatever is still under way at them. */
export function closesServers(): void {
	afterEach(async () => {
		for (const server of open) {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}
		open.clear();
	});
}

async function listen(server: Server): Promise<number> {
	open.add(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return (server.address() as AddressInfo).port;
}

/** @returns its address */
export const httpServer = async (listener: RequestListener) =>
	`http://127.0.0.1:${await listen(createServer(listener))}`;

/** A server whose certificate nobody has signed. @returns its address */
export const selfSignedServer = async (listener: RequestListener) =>
	`https://127.0.0.1:${await listen(createHttpsServer(selfSigned, listener))}`;

/** A proxy that answers each CONNECT, and each request, in the same way. @returns its address */
export async function proxy(answer: string): Promise<string> {
	const server = createServer(({ socket }) => socket.end(answer));
	server.on('connect', (_request, socket) => socket.end(answer));
	return `http://127.0.0.1:${await listen(server)}`;
}

/** Waits until something is true; jest's own limit ends it if it never is. */
export async function until(isTrue: () => boolean): Promise<void> {
	while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** n8n's own setting against requests to internal addresses, of the copy that its engine uses. */
export function protection(): { enabled: boolean } {
	const { SsrfProtectionConfig } = createRequire(require.resolve('n8n-core'))('@n8n/config') as {
		SsrfProtectionConfig: new () => { enabled: boolean };
	};
	return Container.get(SsrfProtectionConfig);
}
