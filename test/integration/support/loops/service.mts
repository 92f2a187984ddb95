import { Container, type Constructable } from '@n8n/di';
import type { IHttpRequestOptions } from 'n8n-workflow';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';

/** What becomes of a task, decided by whoever draws the case. */
export interface Fate {
	/** Seconds until it has ended; Infinity for one that never does. */
	seconds: number;
	fails: boolean;
}

/** How the service takes submissions. */
export type Mood = 'accepts' | 'refuses' | 'isOverloaded' | 'cutsTheConnection';

export interface AcceptedVideo {
	taskId: string;
	/** The address of the first frame, which tells who submitted it. */
	image: string;
	samples: number;
}

const SUBMIT_MS = 200;
const POLL_MS = 50;

const later = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

interface Answer {
	statusCode: number;
	headers: Record<string, string>;
	body: unknown;
}

const answer = (statusCode: number, body: unknown): Answer => ({
	statusCode,
	headers: { 'content-type': 'application/json' },
	body,
});

const refusal = (statusCode: number, reason: string) =>
	answer(statusCode, { code: statusCode, reason, message: reason, metadata: {} });

/**
 * The Highway API in a few lines, without sockets: thousands of executions on a virtual clock need
 * one that answers in no real time. The sandbox has the rest of the contract.
 */
export class LoopService {
	readonly accepted: AcceptedVideo[] = [];
	requests = 0;
	private readonly tasks = new Map<string, Fate & { from: number }>();

	constructor(
		private readonly key: string,
		private readonly mood: Mood,
		private readonly fates: readonly Fate[],
	) {}

	/** Knows a task that was submitted before the execution. */
	addTask(taskId: string, fate: Fate): void {
		this.tasks.set(taskId, { ...fate, from: Date.now() });
	}

	knows(taskId: unknown): boolean {
		return typeof taskId === 'string' && this.tasks.has(taskId);
	}

	/** Puts it in the place of n8n's HTTP client, for all nodes. */
	install(): void {
		const core = createRequire(createRequire(import.meta.url).resolve('n8n-core'));
		const { OutboundHttp } = core('@n8n/backend-network') as {
			OutboundHttp: Constructable<{ requests: () => object }>;
		};
		const request = async (options: IHttpRequestOptions) => await this.handle(options);
		jest.spyOn(Container.get(OutboundHttp), 'requests').mockReturnValue({ request });
	}

	private async handle(options: IHttpRequestOptions): Promise<Answer> {
		this.requests++;
		const isPost = options.method === 'POST';
		await later(isPost ? SUBMIT_MS : POLL_MS);
		const url = new URL(options.url);
		if (url.hostname === 'videos.test') return video();
		if (options.headers?.Authorization !== `Bearer ${this.key}`) {
			return refusal(401, 'FAILED_TO_AUTH');
		}
		return isPost ? this.submit(options.body) : this.look(String(options.qs?.task_id));
	}

	private submit(sent: unknown): Answer {
		if (this.mood === 'refuses') return refusal(400, 'INVALID_REQUEST_BODY');
		if (this.mood === 'isOverloaded') return refusal(429, 'RATE_LIMIT_EXCEEDED');
		const { image, sample_count: samples = 1 } = JSON.parse(String(sent)) as {
			image: string;
			sample_count?: number;
		};
		const taskId = `task-${this.accepted.length}`;
		const fate = this.fates[this.accepted.length % this.fates.length];
		this.accepted.push({ taskId, image, samples });
		if (fate !== undefined) this.addTask(taskId, fate);
		if (this.mood === 'cutsTheConnection') {
			throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
		}
		return answer(200, { task_id: taskId });
	}

	private look(taskId: string): Answer {
		const task = this.tasks.get(taskId);
		if (task === undefined) return refusal(404, 'TASK_NOT_FOUND');
		const toGo = task.from + task.seconds * 1000 - Date.now();
		const eta = Number.isFinite(toGo) ? Math.max(0, Math.ceil(toGo / 1000)) : 0;
		const status =
			toGo > 0
				? 'TASK_STATUS_PROCESSING'
				: task.fails
					? 'TASK_STATUS_FAILED'
					: 'TASK_STATUS_SUCCEED';
		return answer(200, {
			extra: { seed: '1' },
			task: { task_id: taskId, status, reason: '', eta, progress_percent: toGo > 0 ? 50 : 100 },
			images: [],
			videos:
				toGo > 0 || task.fails
					? []
					: [{ video_url: 'https://videos.test/v.mp4', video_url_ttl: '3600', video_type: 'mp4' }],
			audios: [],
		});
	}
}

function video(): Answer {
	const headers = { 'content-type': 'video/mp4', 'content-length': '5' };
	return { statusCode: 200, headers, body: Readable.from([Buffer.from('video')]) };
}
