import { Container, type Constructable } from '@n8n/di';
import type { IHttpRequestOptions } from 'n8n-workflow';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import type { Drawing } from './drawing.mts';

export interface LoopService {
	/** What was accepted; the address of the first frame tells who submitted it. */
	accepted: Array<{ task_id: string; image: string; sample_count?: number }>;
	knows(taskId: unknown): boolean;
}

const answer = (statusCode: number, body: unknown, type = 'application/json') => ({
	statusCode,
	headers: { 'content-type': type },
	body,
});

const refusal = (code: number, reason: string) =>
	answer(code, { code, reason, message: reason, metadata: {} });

/**
 * The Highway API in a few lines, in the place of n8n's HTTP client: thousands of executions on a virtual
 * clock need one that answers without sockets. The sandbox has the rest of the contract.
 */
export function serve(key: string, { mood, fates }: Drawing): LoopService {
	const accepted: LoopService['accepted'] = [];
	/** One was submitted before the execution. */
	const tasks = new Map([['early', { endsAt: 0, fails: false }]]);

	function submit(sent: unknown) {
		if (mood === 'refuses') return refusal(400, 'INVALID_REQUEST_BODY');
		if (mood === 'isOverloaded') return refusal(429, 'RATE_LIMIT_EXCEEDED');
		const task_id = `task-${accepted.length}`;
		const { seconds = 0, fails = false } = fates[accepted.length % fates.length] ?? {};
		accepted.push({ ...(JSON.parse(String(sent)) as { image: string }), task_id });
		tasks.set(task_id, { endsAt: Date.now() + seconds * 1000, fails });
		if (mood === 'cutsTheConnection') {
			throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
		}
		return answer(200, { task_id });
	}

	function look(task_id: string) {
		const task = tasks.get(task_id);
		if (task === undefined) return refusal(404, 'TASK_NOT_FOUND');
		const isRunning = task.endsAt > Date.now();
		const end = task.fails ? 'FAILED' : 'SUCCEED';
		const status = `TASK_STATUS_${isRunning ? 'PROCESSING' : end}`;
		const video = { video_url: 'https://videos.test/v.mp4', video_type: 'mp4' };
		return answer(200, {
			task: { task_id, status, reason: '', eta: 0, progress_percent: isRunning ? 50 : 100 },
			images: [],
			videos: isRunning || task.fails ? [] : [{ ...video, video_url_ttl: '3600' }],
			audios: [],
		});
	}

	async function request({ method, url, headers, qs, body }: IHttpRequestOptions) {
		await new Promise((resolve) => setTimeout(resolve, method === 'POST' ? 200 : 50));
		if (url.startsWith('https://videos.test/')) {
			return answer(200, Readable.from([Buffer.from('video')]), 'video/mp4');
		}
		if (headers?.Authorization !== `Bearer ${key}`) return refusal(401, 'FAILED_TO_AUTH');
		return method === 'POST' ? submit(body) : look(String(qs?.task_id));
	}

	const core = createRequire(createRequire(import.meta.url).resolve('n8n-core'));
	const { OutboundHttp } = core('@n8n/backend-network') as {
		OutboundHttp: Constructable<{ requests: () => object }>;
	};
	jest.spyOn(Container.get(OutboundHttp), 'requests').mockReturnValue({ request });
	return { accepted, knows: (taskId) => tasks.has(String(taskId)) };
}
