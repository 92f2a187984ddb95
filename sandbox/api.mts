import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import type { Account } from './account.mts';
import { errorHandler, jsonAnswer, type Answer } from './answer.mts';
import { ApiError } from './apiError.mts';
import { endpoint, type Received, type Shared } from './endpoint.mts';
import { faultsInPrompt } from './faults/promptWords.mts';
import { exampleFrames, readSources } from './images.mts';
import { checkBody, models, type Model } from './models.mts';
import { ownPaths } from './ownPaths.mts';
import type { RecordedRequest } from './requestLog.mts';
import type { SignedLinks } from './signedLinks.mts';
import { taskResult, withFault } from './taskResult.mts';
import type { Task } from './task.mts';
import type { TaskStore } from './taskStore.mts';

export interface ApiNeeds extends Shared {
	account: Account;
	tasks: TaskStore;
	links: SignedLinks;
	/** Fresh links to the files of a task, for a client that reaches the sandbox by this host name. */
	urlsOf: (task: Task, hostname: string) => string[];
}

const startPage = fileURLToPath(new URL('startPage/', import.meta.url));
const styles = fileURLToPath(new URL('../node_modules/@picocss/pico/css/', import.meta.url));

/** The Highway API itself, and below `/sandbox`, `/frames` and `/` what the sandbox adds. */
export function api(needs: ApiNeeds): Express {
	const { account, tasks, links, urlsOf, now, log, closing } = needs;

	/** Checks everything that the service would check, and creates the task. */
	async function submit(model: Model, received: Received): Promise<Answer> {
		account.admit(received);
		const { request, body, fault } = received;
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
	function poll(received: Received): Answer {
		account.admit(received);
		const { request, query, fault } = received;
		const id = query.task_id;
		if (!id)
			throw new ApiError('INVALID_REQUEST_BODY', 'The query parameter "task_id" is required');
		const task = tasks.find(id);
		if (!task) throw new ApiError('TASK_NOT_FOUND');
		const { status, progressPercent, reason } = task.state(now());
		const said = `task ${id} ${status} ${progressPercent} % ${reason}`.trimEnd();
		const result = taskResult(task, urlsOf(task, request.hostname), links.ttlSeconds, now());
		return jsonAnswer(200, withFault(result, fault), said);
	}

	function noModel(received: Received): never {
		account.admit(received);
		throw new ApiError('MODEL_NOT_FOUND');
	}

	const app = express().disable('x-powered-by');
	const host = 'api';
	for (const model of models) {
		const handle = (received: Received) => submit(model, received);
		app.post(`/v3/async/${model.name}`, endpoint(needs, { host, kind: 'submit', handle }));
	}
	const taskOf = ({ query }: RecordedRequest) => tasks.find(query.task_id);
	app.get('/v3/async/task-result', endpoint(needs, { host, kind: 'poll', taskOf, handle: poll }));
	app.use('/v3/async', endpoint(needs, { host, handle: noModel }));

	app.use('/sandbox', ownPaths(needs));
	app.use('/frames', express.static(exampleFrames, { index: false }));
	app.use(express.static(startPage), express.static(styles, { index: false }));
	app.use(() => {
		throw new ApiError('PATH_NOT_FOUND');
	});
	return app.use(errorHandler(log, closing));
}
