import axios, { type AxiosInstance } from 'axios';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/sandbox.mts';

export const PATHS = {
	submit: '/v3/async/veo-3.1-lite-firstlastframe',
	result: '/v3/async/task-result',
};

/** A PNG of one pixel, which is all that the sandbox looks at when it does not render. */
export const PNG =
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export interface Client {
	sandbox: Sandbox;
	/** With the right key, and every status an answer. */
	http: AxiosInstance;
	submit(body?: object): Promise<{ status: number; data: Record<string, unknown> }>;
	result(taskId: unknown): Promise<{ status: number; data: Answer }>;
	/** Moves the sandbox's clock. */
	pass(seconds: number): void;
	/** Moves the clock to the end of a task, and asks for its result once it is rendered too. */
	finish(taskId: unknown): Promise<Answer>;
}

export interface Answer {
	task: { task_id: string; status: string; reason: string; eta: number; progress_percent: number };
	videos: Array<Record<'video_url' | 'video_url_ttl' | 'video_type', string>>;
	images: Array<Record<string, string>>;
	audios: Array<Record<string, string>>;
	extra: { seed: string };
}

/** A sandbox with a clock that stands still and videos of a few bytes. */
export async function startClient(options: SandboxOptions = {}): Promise<Client> {
	let ahead = 0;
	const sandbox = await startSandbox({
		taskSeconds: 60,
		render: async ({ sample }) => Buffer.from(`video ${sample}`),
		now: () => 1_800_000_000_000 + ahead,
		...options,
	});
	const http = axios.create({
		baseURL: sandbox.url,
		headers: { Authorization: `Bearer ${sandbox.key}` },
		validateStatus: () => true,
		maxRedirects: 0,
		proxy: false,
	});
	const result: Client['result'] = async (taskId) =>
		await http.get(PATHS.result, { params: { task_id: taskId } });
	const sources = { image: PNG, last_frame_image: PNG, prompt: 'a sunset' };
	return {
		sandbox,
		http,
		submit: async (body = {}) => await http.post(PATHS.submit, { ...sources, ...body }),
		result,
		pass: (seconds) => (ahead += seconds * 1000),
		finish: async (taskId) => {
			ahead += 60_000;
			for (;;) {
				const { data } = await result(taskId);
				if (data.task.status !== 'TASK_STATUS_PROCESSING') return data;
				await new Promise((resolve) => setTimeout(resolve, 5));
			}
		},
	};
}

/** One for each test of a file. */
export function useClient(options?: SandboxOptions): { current: Client } {
	const use = {} as { current: Client };
	beforeEach(async () => void (use.current = await startClient(options)));
	afterEach(async () => await use.current.sandbox.close());
	return use;
}
