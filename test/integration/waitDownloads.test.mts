import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import {
	closesServers,
	httpServer,
	protection,
	selfSignedServer,
	until,
} from './support/servers.mts';
import { useSandbox } from './support/useSandbox.mts';
import { contentOf, startWaiting, tasksFor, wait, type Waiting } from './support/waiting.mts';

const sandbox = useSandbox();
closesServers();

const MP4 = Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom and the rest of it', 'latin1');

/** A service whose one task has the files to which these links lead, fresh ones in each answer. */
async function serviceWith(links: (poll: number) => string[], type = 'mp4') {
	let polls = 0;
	const baseUrl = await httpServer((_request, response) => {
		polls++;
		const videos = links(polls).map((video_url) => ({ video_url, video_type: type }));
		const body = { task: { task_id: 'it', status: 'TASK_STATUS_SUCCEED' }, videos };
		response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
	});
	const credential = { apiKey: 'some key', baseUrl };
	return {
		credential,
		count: () => polls,
		wait: async (waiting: Waiting = {}) => await wait(['it'], { credential, ...waiting }),
	};
}

/** The same, with a host of files beside it, and what that was asked for. */
async function fileFrom(
	answer: (response: ServerResponse, path: string) => void,
	{ server = httpServer, type = 'mp4', files = 1 } = {},
) {
	const paths: string[] = [];
	const base = await server((request, response) => {
		paths.push(request.url ?? '');
		answer(response, request.url ?? '');
	});
	const indexes = [...Array(files).keys()];
	const at = await serviceWith(
		(poll) => indexes.map((index) => `${base}/secret-${index}-${poll}`),
		type,
	);
	return { at, host: new URL(base).host, paths };
}

const continues = { settings: { onError: 'continueRegularOutput' as const } };
const check = { parameters: { operation: 'check' } };

const send =
	(type: string, body: Buffer | string = MP4) =>
	(response: ServerResponse) =>
		response.writeHead(200, { 'Content-Type': type }).end(body);
const half = (response: ServerResponse) =>
	response.writeHead(200).write(MP4.subarray(0, 20), () => response.destroy());

describe('a file that comes late', () => {
	it.each([
		['404', 404, {}, 0],
		['503 with Retry-After', 503, { 'Retry-After': '50' }, 49_000],
	])('is tried again with a new link each time: %s', async (_what, status, headers, pause) => {
		const times: number[] = [];
		const { at, paths } = await fileFrom((response) => {
			times.push(performance.now());
			if (times.length < 4) response.writeHead(status, headers).end('<html>');
			else send('video/mp4')(response);
		});
		const { error, output } = await at.wait({ parameters: { timeoutMinutes: 0.01 } });
		expect(error).toBeUndefined();
		expect(await contentOf(output('Next')[0]?.binary?.data)).toBe(MP4.toString());
		expect(paths).toEqual([1, 2, 3, 4].map((poll) => `/secret-0-${poll}`));
		// The newest link is the one that still works for a while.
		expect(output('Next')[0]?.json.video_url).toContain('/secret-0-4');
		expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(pause);
	});

	it.each([
		['wait', 100_000, Infinity],
		['check', 0, 20_000],
	])('fails its item in the end, with the host and the reason: %s', async (operation, from, to) => {
		const { at, host } = await fileFrom((response) => response.writeHead(404).end());
		const startedAt = performance.now();
		const { error, run } = await at.wait({ parameters: { operation } });
		const took = performance.now() - startedAt;
		expect(error?.name).toBe('NodeApiError');
		expect(error?.message).toBe(
			`Video 0 of task it could not be downloaded: ${host} answered with HTTP 404 [item 0]`,
		);
		expect(error?.description).toContain('free of charge');
		expect(JSON.stringify(run)).not.toContain('secret');
		expect(took).toBeGreaterThan(from);
		expect(took).toBeLessThan(to);
	});

	it.each([
		['perFile', true, [['data'], [], ['data']]],
		['perFile', false, [['data'], [], ['data']]],
		['perTask', true, [[]]],
	])('fails its own item alone: %s, simplify %p', async (output, simplify, files) => {
		const { at } = await fileFrom(
			(response, path) =>
				path.startsWith('/secret-1') ? response.writeHead(404).end() : send('video/mp4')(response),
			{ files: 3 },
		);
		const execution = await at.wait({
			parameters: { operation: 'check', options: { output, simplify } },
			...continues,
		});
		const items = execution.output('Next');
		expect(items.map(({ binary }) => Object.keys(binary ?? {}))).toEqual(files);
		const error = expect.stringMatching(/^Video 1 of task it .+ HTTP 404/) as string;
		expect(items.filter(({ json }) => json.error !== undefined)).toEqual([
			expect.objectContaining({ json: expect.objectContaining({ task_id: 'it', error }) }),
		]);
	});
});

describe('what a file is', () => {
	const webm = Buffer.from('1a45dfa39f4286810142f781', 'hex');
	it.each([
		['an MP4 called text', 'text/plain', MP4, 'mp4', 'video/mp4', 'it_0.mp4'],
		['a WebM called MP4', 'video/mp4', webm, 'mp4', 'video/webm', 'it_0.webm'],
		['bytes that nobody knows', 'video/x-new', 'anything', 'new', 'video/x-new', 'it_0.new'],
		['bytes of no type', 'application/octet', 'anything', 'mov', 'video/quicktime', 'it_0.mov'],
	])('is seen by its first bytes, else by its type: %s', async (_what, sent, body, type, ...is) => {
		const { at } = await fileFrom(send(sent, body), { type });
		const { output } = await at.wait();
		const [mimeType, fileName] = is;
		expect(output('Next')[0]?.binary?.data).toMatchObject({ mimeType, fileName });
	});

	it.each([
		['\xff\xd8\xff', 'image/jpeg', 'jpg'],
		['\x89PNG', 'image/png', 'png'],
		['RIFF....WEBP', 'image/webp', 'webp'],
		['RIFF....WAVE', 'audio/wav', 'wav'],
		['ID3', 'audio/mpeg', 'mp3'],
		['\xff\xfb', 'audio/mpeg', 'mp3'],
		['....ftypqt', 'video/quicktime', 'mov'],
		['....ftypavif', 'image/avif', 'avif'],
		['....ftypM4A', 'audio/mp4', 'm4a'],
		[' ID3RIFF....WEBP', 'video/x', 'x'],
		[' \xff\xd8\xffRIFF....WAVE', 'video/x', 'x'],
	])('that begins with %j is %s', async (start, mimeType, extension) => {
		const { at } = await fileFrom(send('video/x', Buffer.from(start, 'latin1')), { type: 'x' });
		const { output } = await at.wait();
		const fileName = `it_0.${extension}`;
		expect(output('Next')[0]?.binary?.data).toMatchObject({ mimeType, fileName });
	});

	const PAGE = 'sent a page, text or nothing';
	const CUT = 'could not be made, was cut or was too slow';
	it.each([
		['HTML called a video', send('video/mp4', '\n<!DOCTYPE html><html>'), PAGE],
		['text', send('text/plain', 'not here'), PAGE],
		['half of it, in chunks', half, CUT],
	])('is no file: %s', async (_what, answer, reason) => {
		const { at } = await fileFrom(answer);
		const { error } = await at.wait(check);
		expect(error?.message).toContain(reason);
	});

	it('is as long as the host says it is, though that compresses without being asked to', async () => {
		sandbox.misbehave({ on: 'download', do: { kind: 'compress' } });
		const ids = await tasksFor({});
		const { output } = await wait(ids);
		expect(output('Next')[0]?.binary?.data?.bytes).toBe(`video 0 of ${ids[0]}`.length);
		expect(sandbox.downloads()[0]?.headers['accept-encoding']).toBe('identity');
	});

	it.each([
		['one file', 1, ['my film.mp4']],
		['several', 3, ['my film_0.mp4', 'my film_1.mp4', 'my film_2.mp4']],
	])('is named as the builder wants it: %s', async (_what, sample_count, names) => {
		const ids = await tasksFor({ sample_count });
		const { output } = await wait(ids, { parameters: { options: { fileName: 'my film' } } });
		expect(output('Next').map(({ binary }) => binary?.data?.fileName)).toEqual(names);
	});
});

describe('why a file does not come', () => {
	it('is named: a certificate that nobody has signed', async () => {
		const { at, host } = await fileFrom(send('video/mp4'), { server: selfSignedServer });
		const { error } = await at.wait(check);
		expect(error?.message).toContain(`n8n does not trust the certificate of ${host}`);
	});

	const UNCONNECTED = 'the connection to HOST (or its redirect, or a proxy of n8n)';
	const allowedIpRanges = ['127.0.0.1/32'];
	const protect = () => Object.assign(protection(), { enabled: true, allowedIpRanges });
	const breakProxy = () => (process.env.HTTP_PROXY = 'http://127.0.0.1:9');
	it.each([
		['an unknown name', 'http://files.invalid/secret', UNCONNECTED, () => {}],
		['a refused connection', 'http://127.0.0.1:9/secret', UNCONNECTED, () => {}],
		['no web URL', 'ftp://files.test/secret', UNCONNECTED, () => {}],
		['a proxy that is not there', 'http://files.test/secret', UNCONNECTED, breakProxy],
		['a private address', 'http://10.0.0.1/secret', 'SSRF protection of n8n refuses HOST', protect],
	])('is named, of a link and of a redirect: %s', async (_what, link, reason, setUp) => {
		const linked = await serviceWith(() => {
			setUp();
			return [link];
		});
		const redirected = await fileFrom((response) => {
			setUp();
			response.writeHead(302, { Location: link }).end();
		});
		for (const { at, host } of [{ at: linked, host: new URL(link).host }, redirected]) {
			const { error, run } = await at.wait(check);
			protection().enabled = false;
			delete process.env.HTTP_PROXY;
			expect(error?.message).toContain(reason.replace('HOST', host));
			expect(JSON.stringify(run)).not.toContain('secret');
		}
	});
});

describe('when n8n can not store a file', () => {
	const withCode = (code: string) => Object.assign(new Error(`${code}: /data/n8n`), { code });
	const store = () => jest.spyOn(Container.get(BinaryDataService), 'store');
	const FULL = "n8n's own storage is full";
	const NOT_STORED = 'n8n could not store it';
	it.each([
		['its disk is full', withCode('ENOSPC'), FULL],
		['its quota is used up', new Error('x', { cause: withCode('EDQUOT') }), FULL],
		['its folder is read only', withCode('EROFS'), NOT_STORED],
		['its database takes no more', new Error('… DATABASE_MAX_FILE_SIZE …'), NOT_STORED],
		// Its own connection, not that to the file host.
		['S3 is down', withCode('ECONNRESET'), NOT_STORED],
	])('since %s, it says so and downloads it once', async (_what, error, reason) => {
		for (const [index, afterReading] of [false, true].entries()) {
			const rejecting = store().mockImplementation(async (_location, body) => {
				if (afterReading) for await (const _piece of body as AsyncIterable<Buffer>);
				throw error;
			});
			const ids = await tasksFor({});
			const { error: shown, run } = await wait(ids);
			rejecting.mockRestore();
			const message = `Video 0 of task ${ids[0]} could not be downloaded: ${reason} [item 0]`;
			expect(shown?.message).toBe(message);
			expect(JSON.stringify(run)).not.toContain('/data/n8n');
			expect(sandbox.downloads()).toHaveLength(index + 1);
		}
	});

	it.each([
		['all', send('video/mp4'), ['data']],
		['half', half, []],
	])('a store that only listens gets %s of it', async (_what, answer, files) => {
		const listening = store().mockImplementation(async (_location, body, binary) => {
			const stream = body as Readable;
			stream.on('error', () => {}).on('data', () => {});
			await new Promise((resolve) => stream.once('close', resolve));
			return binary;
		});
		const { at } = await fileFrom(answer);
		const { output } = await at.wait({ ...check, ...continues });
		listening.mockRestore();
		expect(Object.keys(output('Next')[0]?.binary ?? {})).toEqual(files);
	});
});

describe('the downloads of a run', () => {
	it('are four at a time, and none begins once another task has failed', async () => {
		sandbox.misbehave({ on: 'download', do: { kind: 'hang' } });
		const ids = await tasksFor(...Array.from({ length: 6 }, () => ({})), {
			prompt: '[sandbox: slow 1] [sandbox: fail]',
		});
		const { error } = await wait(ids);
		expect(error?.message).toContain(ids[6]);
		const requests = sandbox.requests.length;
		await delay(100);
		expect(sandbox.requests).toHaveLength(requests);
		expect(sandbox.downloads()).toHaveLength(4);
	});

	it('are not tried again after a stop', async () => {
		const { at, paths } = await fileFrom((response) =>
			response.writeHead(403, { 'Retry-After': '100' }).end(),
		);
		const running = await startWaiting(['it'], at);
		await until(() => paths.length === 1);
		running.stop();
		await running.finished;
		await delay(100);
		expect([paths.length, at.count()]).toEqual([1, 1]);
	});

	it('are one for items with the same task, each with its own wish, none sharing a file', async () => {
		const [id] = await tasksFor({});
		const { output } = await wait([], {
			items: [true, true, false].map((files) => ({ json: { task_id: id, files } })),
			parameters: { downloadFiles: '={{ $json.files }}' },
		});
		const [one, other, none] = output('Wait').map(({ binary }) => binary?.data);
		expect([one, none]).toEqual([other, undefined]);
		expect(one).not.toBe(other);
		expect(sandbox.downloads()).toHaveLength(1);
	});
});
