import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PATHS, startClient } from './client.mts';

describe('closing a sandbox', () => {
	it('cuts hanging connections and deletes the videos', async () => {
		const { sandbox, http, submit } = await startClient({ taskSeconds: 0 });
		await submit();
		while (!sandbox.tasks[0]?.files[0]) await delay(5);
		const file = sandbox.tasks[0].files[0];
		expect(readFileSync(file, 'utf8')).toBe('video 0');
		sandbox.misbehave({ on: 'poll', do: { kind: 'hang' } });
		const hanging = expect(http.get(PATHS.result)).rejects.toMatchObject({ code: 'ECONNRESET' });
		while (sandbox.requests.length < 2) await delay(5);
		await Promise.all([hanging, sandbox.close()]);
		expect(existsSync(dirname(file))).toBe(false);
	});
});
