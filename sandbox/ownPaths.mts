import { Router } from 'express';
import { readBody, type Parts } from './endpoint.mts';
import { PROMPT_WORDS } from './faults/promptWords.mts';
import { models } from './models.mts';

/** What the sandbox has and the service has not: the paths below `/sandbox`. */
export function ownPaths({ rules, requests, tasks, account, urlsOf, now, log }: Parts): Router {
	const router = Router();
	router.post('/misbehave', async (request, response) => {
		const rule = await readBody(request, response);
		rules.add(rule);
		log(`new rule: ${JSON.stringify(rule)}`);
		response.json({ rules: rules.inForce });
	});
	router.post('/behave', (_request, response) => {
		rules.clear();
		log('all rules forgotten');
		response.json({ rules: rules.inForce });
	});
	router.get('/requests', (_request, response) => {
		response.json(requests.presentable(account));
	});
	/** For the start page. */
	router.get('/state', (request, response) => {
		const rows = tasks.all().map((task) => ({
			...{ id: task.id, generation: task.generation, seed: task.seed, inputs: task.inputs },
			...{ model: task.model.name, makes: task.model.makes, ...task.state(now()) },
			urls: urlsOf(task, request.hostname),
		}));
		const known = models.map(({ name, schema }) => [name, Object.keys(schema.shape)]);
		response.json({ key: account.key, models: known, promptWords: PROMPT_WORDS, tasks: rows });
	});
	return router;
}
