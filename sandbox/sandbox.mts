import { setMaxListeners } from 'node:events';
import { Account, type AccountLimits } from './account.mts';
import { api } from './api.mts';
import type { Rule } from './faults/rule.mts';
import { RuleBook } from './faults/ruleBook.mts';
import { listen } from './listen.mts';
import { RequestLog, type RecordedRequest } from './requestLog.mts';
import { SignedLinks } from './signedLinks.mts';
import type { Task } from './task.mts';
import { TaskStore } from './taskStore.mts';
import type { Render } from './video/render.mts';
import { filePath, videoHost } from './videoHost.mts';

export type { Rule } from './faults/rule.mts';
export type { RecordedRequest } from './requestLog.mts';

export interface SandboxOptions extends AccountLimits {
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
	videoTtl?: number;
	/** Gets one line per event, without a time. Default: none. */
	log?: (line: string) => void;
	/** Makes the videos in the place of ffmpeg. */
	render?: Render;
	/** The clock, in milliseconds since 1970. Default `Date.now`. */
	now?: () => number;
	/** For hours of use: forgets old requests and the images in them. Default false. */
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
	const { videoTtl = 3600, taskSeconds = [40, 80], longRunning = false, render } = options;
	const { now = Date.now, log = () => {} } = options;

	const stop = new AbortController();
	const closing = stop.signal;
	// Each rendering, download and delay listens to it.
	setMaxListeners(0, closing);
	const tasks = new TaskStore({ render, now, closing, speed, taskSeconds });
	const requests = new RequestLog(longRunning);
	const rules = new RuleBook();
	const links = new SignedLinks(videoTtl, now);
	const account = new Account(key, options, now);
	/** By the host name that the client itself used: the only one it is sure to reach. */
	const urlsOf = (task: Task, hostname = '127.0.0.1'): string[] =>
		task.files.map(
			(_file, index) => `http://${hostname}:${videos.port}${links.sign(filePath(task, index))}`,
		);
	const parts = { account, tasks, links, urlsOf, requests, rules, now, log, closing };

	const videos = await listen(videoHost(parts), videoPort, host);
	const close = async () => {
		stop.abort();
		await Promise.all([videos.close(), tasks.close()]);
	};
	const server = await listen(api(parts), port, host).catch(async (error: unknown) => {
		await close();
		throw error;
	});
	return {
		url: urlOf(host, server.port),
		videoUrl: urlOf(host, videos.port),
		key,
		requests: requests.requests,
		get tasks() {
			return tasks.all();
		},
		misbehave: (rule) => rules.add(rule),
		behave: () => rules.clear(),
		close: async () => {
			await Promise.all([server.close(), close()]);
		},
	};
}
