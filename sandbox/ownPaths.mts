import express, { Router } from 'express';
import type { ApiNeeds } from './api.mts';
import { PROMPT_WORDS } from './faults/promptWords.mts';

/** What the sandbox has and the service has not: the paths below `/sandbox`. */
export function ownPaths({ rules, requests, tasks, account, linksOf, now, log }: ApiNeeds): Router {
	const router = Router();
	router.post('/misbehave', express.json({ type: () => true }), (request, response) => {
		rules.add(request.body);
		log(`new rule: ${JSON.stringify(request.body)}`);
		response.json({ rules: rules.inForce() });
	});
	router.post('/behave', (_request, response) => {
		rules.clear();
		log('all rules forgotten');
		response.json({ rules: rules.inForce() });
	});
	router.get('/requests', (_request, response) => {
		response.json(requests.presentable(account));
	});
	/** For the start page. */
	router.get('/state', (request, response) => {
		const rows = tasks.all().map((task) => ({
			...{ id: task.id, generation: task.generation, seed: task.seed, frames: task.frames },
			...{ makes: task.model.makes, ...task.state(now()) },
			urls: task.files.map((_file, index) => linksOf(task, request.hostname).urlOf(index)),
		}));
		response.json({ key: account.key, promptWords: PROMPT_WORDS, tasks: rows });
	});
	return router;
}
