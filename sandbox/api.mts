import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import { errorHandler, jsonAnswer, type Answer } from './answer.mts';
import { ApiError } from './apiError.mts';
import { endpoint, type Received, type Parts } from './endpoint.mts';
import { faultsInPrompt } from './faults/promptWords.mts';
import { exampleFrames, readSources } from './images.mts';
import { checkBody, models, type Model } from './models.mts';
import { ownPaths } from './ownPaths.mts';
import type { RecordedRequest } from './requestLog.mts';
import { taskResult, withFault } from './taskResult.mts';

const startPage = fileURLToPath(new URL('startPage/', import.meta.url));
const styles = fileURLToPath(new URL('../node_modules/@picocss/pico/css/', import.meta.url));

/** The Highway API itself, and below `/sandbox`, `/frames` and `/` what the sandbox adds. */
export function api(parts: Parts): Express {
	const { account, tasks, links, urlsOf, now, closing } = parts;

	/** Checks everything that the service would check, and creates the task. */
	async function submit(model: Model, received: Received): Promise<Answer> {
		account.admit(received);
		const { request, body, fault } = received;
		if (!request.is('application/json'))
			throw new ApiError('INVALID_REQUEST_BODY', 'The Content-Type must be application/json');
		const { generation, sources } = checkBody(model, body);
		const inputs = await readSources(sources, generation, closing);
		const faults = [...(fault ? [fault] : []), ...faultsInPrompt(generation.prompt)];
		account.admitTask(tasks.running);
		const { id: task_id } = tasks.accept(model, generation, inputs, faults);
		return jsonAnswer(200, { task_id }, [`task ${task_id} accepted`, ...inputs.about].join(', '));
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
		app.post(`/v3/async/${model.name}`, endpoint(parts, { host, kind: 'submit', handle }));
	}
	const taskOf = ({ query }: RecordedRequest) => tasks.find(query.task_id);
	app.get('/v3/async/task-result', endpoint(parts, { host, kind: 'poll', taskOf, handle: poll }));
	app.use('/v3/async', endpoint(parts, { host, handle: noModel }));

	app.use('/sandbox', ownPaths(parts));
	app.use('/frames', express.static(exampleFrames, { index: false }));
	app.use(express.static(startPage), express.static(styles, { index: false }));
	app.use(() => {
		throw new ApiError('PATH_NOT_FOUND');
	});
	return app.use(errorHandler(parts));
}
