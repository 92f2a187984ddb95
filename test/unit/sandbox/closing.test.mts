import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import axios from 'axios';
import { startSandbox, type SandboxOptions } from '../../../sandbox/sandbox.mts';
import { PATHS, PNG } from './client.mts';

/** A sandbox, and a client with its key. */
async function started(options: SandboxOptions) {
	const sandbox = await startSandbox(options);
	const headers = { Authorization: `Bearer ${sandbox.key}` };
	return { sandbox, http: axios.create({ baseURL: sandbox.url, headers, proxy: false }) };
}

const body = { image: PNG, last_frame_image: PNG, prompt: 'a sunset', duration: 8 };

describe('closing a sandbox', () => {
	it('cuts hanging connections and deletes the videos', async () => {
		const render = async () => Buffer.from('video');
		const { sandbox, http } = await started({ taskSeconds: 0, render });
		await http.post(PATHS.submit, body);
		while (!sandbox.tasks[0]?.files[0]) await new Promise((resolve) => setTimeout(resolve, 5));
		const file = sandbox.tasks[0].files[0];
		expect(readFileSync(file, 'utf8')).toBe('video');

		sandbox.misbehave({ on: 'poll', do: { kind: 'hang' } });
		const hanging = http.get(PATHS.result, { params: { task_id: 'x' } });
		while (sandbox.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
		await Promise.all([
			expect(hanging).rejects.toMatchObject({ code: 'ECONNRESET' }),
			sandbox.close(),
		]);
		expect(existsSync(dirname(file))).toBe(false);
	});

	it('frees its port for the next', async () => {
		const first = await startSandbox();
		const port = Number(new URL(first.url).port);
		await expect(startSandbox({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
		await first.close();
		const second = await startSandbox({ port });
		expect(second.url).toBe(first.url);
		await second.close();
	});

	it('does not wait for videos that are still being rendered', async () => {
		const { sandbox, http } = await started({});
		await http.post(PATHS.submit, body);
		await sandbox.close();
		expect(sandbox.tasks[0]?.rendering.state).toBe('broken');
	});
});
