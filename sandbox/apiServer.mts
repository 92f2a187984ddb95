import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type Express, type Request } from 'express';
import { ApiError } from './apiError.mts';
import { requireKey } from './authorization.mts';
import { controls } from './controls.mts';
import { entrance, type Arrived, type EntranceNeeds } from './entrance.mts';
import type { Misdeed } from './misbehaviour/rule.mts';
import type { Answer } from './answer.mts';
import { models } from './models.mts';
import { poll } from './poll.mts';
import type { RateLimit } from './rateLimit.mts';
import type { SignedLinks } from './signedLinks.mts';
import { startPage } from './startPage/startPage.mts';
import { submit } from './submit.mts';
import type { Links } from './taskResult.mts';
import type { Task } from './task.mts';
import type { TaskStore } from './taskStore.mts';
import { filePath } from './videoHost.mts';

interface ApiServerNeeds extends EntranceNeeds {
	key: string;
	tasks: TaskStore;
	links: SignedLinks;
	limit: RateLimit;
	videoTtlSeconds: number;
	videoPort: number;
}

const exampleFrames = fileURLToPath(new URL('../examples/frames/', import.meta.url));

/** The Highway API itself, and below `/sandbox`, `/frames` and `/` what the sandbox adds. */
export function apiServer(needs: ApiServerNeeds): Express {
	const { key, tasks, links, limit, now, log, closing, videoTtlSeconds } = needs;

	/** By the host name that the client itself used: the only one it is sure to reach. */
	function linksFor(request: Request, task: Task): Links {
		const base = `http://${request.hostname || '127.0.0.1'}:${needs.videoPort}`;
		const expiresAt = now() + videoTtlSeconds * 1000;
		const urlOf = (index: number) => base + links.sign(filePath(task, index), expiresAt);
		return { ttlSeconds: videoTtlSeconds, urlOf };
	}

	type Handle = (arrived: Arrived, misdeed: Misdeed | undefined) => Answer | Promise<Answer>;
	const withKey =
		(handle: Handle): Handle =>
		(arrived, misdeed) => {
			limit.count(arrived.request.method === 'POST');
			requireKey(arrived.request.headers.authorization, key);
			return handle(arrived, misdeed);
		};

	const app = express().disable('x-powered-by');
	for (const model of models) {
		app.post(
			`/v3/async/${model.name}`,
			entrance(needs, {
				host: 'api',
				door: 'submit',
				factsOf: ({ body }) => {
					const { prompt } = Object(body) as { prompt?: unknown };
					return { prompt: typeof prompt === 'string' ? prompt : undefined };
				},
				handle: withKey((arrived, misdeed) =>
					submit(model, arrived, misdeed, tasks, limit, closing),
				),
			}),
		);
	}
	app.get(
		'/v3/async/task-result',
		entrance(needs, {
			host: 'api',
			door: 'poll',
			factsOf: ({ query: { task_id: id } }) => ({
				taskId: id,
				prompt: id && tasks.find(id)?.generation.prompt,
			}),
			handle: withKey(({ request, query }, misdeed) =>
				poll(query.task_id, misdeed, tasks, (task) => linksFor(request, task), now()),
			),
		}),
	);
	app.use(
		'/v3/async',
		entrance(needs, {
			host: 'api',
			handle: withKey(() => {
				throw new ApiError('MODEL_NOT_FOUND');
			}),
		}),
	);

	app.use('/sandbox', controls(needs));
	app.use('/frames', express.static(exampleFrames, { index: false }));
	app.get('/', (request, response) => {
		const rows = tasks.all().map((task) => ({
			task,
			state: task.state(now()),
			urls: task.files.map((_, index) => linksFor(request, task).urlOf(index)),
		}));
		response.type('html').send(startPage({ baseUrl: `http://${request.headers.host}`, key, rows }));
	});
	app.use((_request, response) => {
		const error = new ApiError('PATH_NOT_FOUND');
		response.status(error.status).json(error);
	});
	const brokenRequest: ErrorRequestHandler = (error, _request, response, next) => {
		if (response.headersSent) return next(error);
		log(`the sandbox itself failed: ${String(error)}`);
		response.status(500).json(new ApiError('INTERNAL'));
	};
	app.use(brokenRequest);
	return app;
}
