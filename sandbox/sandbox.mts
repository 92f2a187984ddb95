import { apiServer } from './apiServer.mts';
import { listen, type Listening } from './listen.mts';
import type { Rule } from './misbehaviour/rule.mts';
import { RuleBook } from './misbehaviour/ruleBook.mts';
import { RateLimit } from './rateLimit.mts';
import { RequestLog, type RecordedRequest } from './requestLog.mts';
import { SignedLinks } from './signedLinks.mts';
import type { Task } from './task.mts';
import { TaskStore } from './taskStore.mts';
import { videoHost } from './videoHost.mts';
import { Workshop, type Render } from './video/workshop.mts';

export type { Rule } from './misbehaviour/rule.mts';
export type { RecordedRequest } from './requestLog.mts';
export type { Task, TaskState, TaskStatus } from './task.mts';
export type { Render, RenderJob } from './video/workshop.mts';

export interface SandboxOptions {
	/** Port of the API; 0, the default, takes any that is free. */
	port?: number;
	/** Port of the video host; 0, the default, takes any that is free. */
	videoPort?: number;
	/** Address to listen on. Default 127.0.0.1, which no other machine reaches. */
	host?: string;
	/** The one API key that is accepted. Default `sandbox-key`. */
	key?: string;
	/** How much faster than real the clock of the tasks runs. Default 1. */
	speed?: number;
	/** How long a task takes at speed 1; a pair is a range that tasks are spread over. Default [40, 80]. */
	taskSeconds?: number | readonly [shortest: number, longest: number];
	/** How long a link to a video is good, in real seconds. Default 3600. */
	videoTtlSeconds?: number;
	/** More API requests than this within a second are answered 429. Default: no limit. */
	maxRequestsPerSecond?: number;
	/** The same within a minute. */
	maxRequestsPerMinute?: number;
	/** Whether that minute begins with the clock's, or at any moment. Default `sliding`. */
	minuteWindow?: 'sliding' | 'clock';
	/** So many tasks may run at a time; further submissions are answered 429. Default: no limit. */
	maxRunningTasks?: number;
	/** Which requests the limits by second and minute are for. Default `all`. */
	limitedRequests?: 'all' | 'submissions';
	/** Gets one line per event, without a time. Default: none. */
	log?: (line: string) => void;
	/** Makes the videos in the place of ffmpeg. */
	render?: Render;
	/** The clock, in milliseconds since 1970. Default `Date.now`. */
	now?: () => number;
	/** For hours of use: forgets old requests and the pictures in them. Default false. */
	longRunning?: boolean;
}

export interface Sandbox {
	/** What to enter as Base URL, without a slash at its end. */
	readonly url: string;
	/** Base of the links to videos: another origin than `url`. */
	readonly videoUrl: string;
	readonly key: string;
	/** Every request to the API and the video host, oldest first, headers and bodies as they came. */
	readonly requests: readonly RecordedRequest[];
	/** Every task accepted so far, oldest first. */
	readonly tasks: readonly Task[];
	/**
	 * Puts a rule in force until it has been used up or {@link behave} is called.
	 * @throws {Error} that says what is wrong with the rule
	 */
	misbehave(rule: Rule): void;
	/** Forgets all rules. */
	behave(): void;
	/** Cuts all connections, kills all rendering, deletes all files. */
	close(): Promise<void>;
}

function urlOf(host: string, port: number): string {
	const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
	return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/**
 * Starts a local stand-in of the Highway API: one server for the API, one for the videos.
 * @throws the error of Node.js (`code` such as EADDRINUSE) when it cannot listen
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { port = 0, videoPort = 0, host = '127.0.0.1', key = 'sandbox-key', speed = 1 } = options;
	const { videoTtlSeconds = 3600, taskSeconds = [40, 80] } = options;
	const { now = Date.now, log = () => {}, render, longRunning = false } = options;
	const range =
		typeof taskSeconds === 'number' ? ([taskSeconds, taskSeconds] as const) : taskSeconds;

	const stop = new AbortController();
	const closing = stop.signal;
	const workshop = new Workshop(render);
	const tasks = new TaskStore({ workshop, now, log, speed, taskSeconds: range });
	const requests = new RequestLog(longRunning);
	const rules = new RuleBook();
	const limit = new RateLimit(options, () => tasks.running, now);
	const shared = { requests, rules, tasks, links: new SignedLinks(), now, log, closing };

	const videos = await listen(videoHost(shared), videoPort, host);
	let api: Listening;
	try {
		const app = apiServer({ ...shared, key, limit, videoTtlSeconds, videoPort: videos.port });
		api = await listen(app, port, host);
	} catch (error) {
		await videos.close();
		throw error;
	}

	return {
		url: urlOf(host, api.port),
		videoUrl: urlOf(host, videos.port),
		key,
		requests: requests.requests,
		get tasks() {
			return tasks.all();
		},
		misbehave: (rule) => rules.add(rule),
		behave: () => rules.clear(),
		close: async () => {
			stop.abort();
			tasks.close();
			await Promise.all([api.close(), videos.close(), workshop.close()]);
		},
	};
}
