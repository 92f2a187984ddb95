import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Account } from './account.mts';
import { jsonAnswer, type Answer } from './answer.mts';
import { ApiError } from './apiError.mts';
import { endpoint, type Received, type Shared } from './endpoint.mts';
import { faultsInPrompt } from './faults/promptWords.mts';
import { exampleFrames, readSources } from './images.mts';
import { checkBody, models, type Model } from './models.mts';
import { ownPaths } from './ownPaths.mts';
import { taskResult, withFault, type Links } from './taskResult.mts';
import type { Task } from './task.mts';
import type { TaskStore } from './taskStore.mts';

export interface ApiNeeds extends Shared {
	account: Account;
	tasks: TaskStore;
	/** The links to the files of a task, for a client that reaches the sandbox by this host name. */
	linksOf: (task: Task, hostname: string) => Links;
}

const startPage = fileURLToPath(new URL('startPage/', import.meta.url));
const styles = fileURLToPath(new URL('../node_modules/@picocss/pico/css/', import.meta.url));

/** The Highway API itself, and below `/sandbox`, `/frames` and `/` what the sandbox adds. */
export function api(needs: ApiNeeds): Express {
	const { account, tasks, linksOf, now, log, closing } = needs;

	/** Checks everything that the service would check, and creates the task. */
	async function submit(model: Model, { request, body, fault }: Received): Promise<Answer> {
		if (!request.is('application/json'))
			throw new ApiError('INVALID_REQUEST_BODY', 'The Content-Type must be application/json');
		const { generation, sources } = checkBody(model, body);
		const images = await readSources(sources, generation, closing);
		const faults = [...(fault ? [fault] : []), ...faultsInPrompt(generation.prompt)];
		account.admitTask(tasks.running);
		const { id: task_id, frames } = tasks.accept(model, generation, images, faults);
		const { prompt: _prompt, ...settings } = generation;
		const said = [`task ${task_id} accepted`, JSON.stringify(settings), frames.join(' → ')];
		return jsonAnswer(200, { task_id }, said.filter(Boolean).join('; '));
	}

	/** The result of a task as it is now, with fresh links. */
	function poll({ request, query: { task_id: id }, fault }: Received): Answer {
		if (!id)
			throw new ApiError('INVALID_REQUEST_BODY', 'The query parameter "task_id" is required');
		const task = tasks.find(id);
		if (!task) throw new ApiError('TASK_NOT_FOUND');
		const { status, progressPercent, reason } = task.state(now());
		const said = `task ${id} ${status} ${progressPercent} % ${reason}`.trimEnd();
		const result = taskResult(task, linksOf(task, request.hostname), now());
		return jsonAnswer(200, withFault(result, fault), said);
	}

	const withKey = (handle: (received: Received) => Answer | Promise<Answer>) => ({
		host: 'api' as const,
		handle: (received: Received) => {
			account.admit(received.method, received.headers.authorization);
			return handle(received);
		},
	});

	const app = express().disable('x-powered-by');
	for (const model of models) {
		const submitted = withKey((received) => submit(model, received));
		const factsOf = ({ body }: Received) => {
			const { prompt } = Object(body) as { prompt?: unknown };
			return { prompt: typeof prompt === 'string' ? prompt : undefined };
		};
		app.post(`/v3/async/${model.name}`, endpoint(needs, { kind: 'submit', factsOf, ...submitted }));
	}
	const factsOf = ({ query: { task_id: taskId } }: Received) => ({
		taskId,
		prompt: tasks.find(taskId)?.generation.prompt,
	});
	app.get('/v3/async/task-result', endpoint(needs, { kind: 'poll', factsOf, ...withKey(poll) }));
	const noModel = () => {
		throw new ApiError('MODEL_NOT_FOUND');
	};
	app.use('/v3/async', endpoint(needs, withKey(noModel)));

	app.use('/sandbox', ownPaths(needs));
	app.use('/frames', express.static(exampleFrames, { index: false }));
	app.use(express.static(startPage), express.static(styles, { index: false }));
	app.use(() => {
		throw new ApiError('PATH_NOT_FOUND');
	});
	const refused: ErrorRequestHandler = (error, _request, response, next) => {
		if (response.headersSent) return next(error);
		if (!(error instanceof ApiError)) log(`the sandbox itself failed: ${String(error)}`);
		const refusal = error instanceof ApiError ? error : new ApiError('INTERNAL');
		response.status(refusal.status).json(refusal);
	};
	return app.use(refused);
}
