import { Router } from 'express';
import { ApiError } from './apiError.mts';
import type { RuleBook } from './misbehaviour/ruleBook.mts';
import { readBody } from './readBody.mts';
import type { RequestLog } from './requestLog.mts';

interface ControlNeeds {
	rules: RuleBook;
	requests: RequestLog;
	key: string;
	log: (line: string) => void;
}

/** What the sandbox has and the service has not: the paths below `/sandbox`. */
export function controls({ rules, requests, key, log }: ControlNeeds): Router {
	const router = Router();
	router.post('/misbehave', async (request, response) => {
		try {
			const rule = await readBody(request);
			rules.add(rule);
			log(`new rule: ${JSON.stringify(rule)}`);
			response.json({ rules: rules.inForce() });
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			response.status(error.status).json(error);
		}
	});
	router.post('/behave', (_request, response) => {
		rules.clear();
		log('all rules forgotten');
		response.json({ rules: rules.inForce() });
	});
	router.get('/requests', (_request, response) => {
		response.json(requests.presentable(key));
	});
	return router;
}
