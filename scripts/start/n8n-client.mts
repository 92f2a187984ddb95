import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import axios, { type AxiosInstance } from 'axios';
import { parse as parseFlatted } from 'flatted';
import type { INodeTypeDescription } from 'n8n-workflow';
import { z, type ZodType, type ZodTypeDef } from 'zod';
import { Failure } from './failure.mts';
import { Credential, Result, type Execution, type Login } from './n8n-shapes.mts';
import { Workflow, type WorkflowDraft } from './workflow.mts';

export type { Credential, Execution, Login } from './n8n-shapes.mts';

const Anything = z.unknown();
const Id = z.object({ id: z.string() });
const Envelope = z.object({ data: z.unknown(), message: z.string().optional() }).partial();

type Shape<T> = ZodType<T, ZodTypeDef, unknown>;

/** n8n's REST API, as far as its editor uses it: everything a person can click, a script can do. */
export class N8nClient {
	readonly #http: AxiosInstance;

	constructor(url: string) {
		this.#http = axios.create({
			baseURL: url,
			// n8n ties a login to the browser it was made in.
			headers: { 'browser-id': randomUUID() },
			proxy: false,
			// n8n closes idle connections after five seconds, which may be while a request is on its way.
			httpAgent: new Agent({ keepAlive: false }),
			timeout: 60_000,
			validateStatus: () => true,
		});
	}

	/** Whether n8n is new: nobody has made its first account yet. */
	async needsOwner(): Promise<boolean> {
		const Settings = z.object({ userManagement: z.object({ showSetupOnFirstLoad: z.boolean() }) });
		return (await this.#get('settings', Settings)).userManagement.showSetupOnFirstLoad;
	}

	/** Makes n8n's first account and logs in with it. */
	async setUpOwner(login: Login): Promise<void> {
		await this.#post('owner/setup', { ...login, firstName: 'Workflow', lastName: 'Builder' });
	}

	async logIn({ email, password }: Login): Promise<void> {
		// n8n 1 called it "email" at first.
		await this.#post('login', { email, emailOrLdapLoginId: email, password });
	}

	/** The release of n8n that answers, by its own account; it tells nobody who is not logged in. */
	async version(): Promise<string> {
		return (await this.#get('settings', z.object({ versionCli: z.string() }))).versionCli;
	}

	/** The names of all node types that n8n has loaded. */
	async nodeTypes(): Promise<string[]> {
		return (await this.nodeDescriptions()).map(({ name }) => name);
	}

	/** The descriptions of all node types that n8n has loaded, by which its editor draws them. */
	async nodeDescriptions(): Promise<INodeTypeDescription[]> {
		return (await this.#http.get<INodeTypeDescription[]>('/types/nodes.json')).data;
	}

	async credentials(): Promise<Credential[]> {
		return await this.#get('credentials', z.array(Credential));
	}

	async createCredential(draft: Omit<Credential, 'id'> & { data: object }): Promise<Credential> {
		return await this.#post('credentials', draft, Credential);
	}

	async updateCredential(credential: Credential & { data: object }): Promise<void> {
		await this.#patch(`credentials/${credential.id}`, credential, Anything);
	}

	/** What “Test” in the editor says about a credential. */
	async testCredential(credentials: Credential & { data: object }) {
		const Tested = z.object({ status: z.enum(['OK', 'Error']), message: z.string().default('') });
		return await this.#post('credentials/test', { credentials }, Tested);
	}

	/** The workflow as n8n has it, or nothing when it has none of that id. */
	async workflow(id: string): Promise<Workflow | undefined> {
		const { status } = await this.#http.get(`/rest/workflows/${id}`);
		if (status === 403 || status === 404) return undefined;
		return await this.#get(`workflows/${id}`, Workflow);
	}

	async createWorkflow(draft: WorkflowDraft): Promise<Workflow> {
		// n8n 1 insists on being told that a new workflow is not active.
		return await this.#post('workflows', { ...draft, active: false }, Workflow);
	}

	async updateWorkflow(id: string, versionId: string, draft: WorkflowDraft): Promise<Workflow> {
		return await this.#patch(`workflows/${id}`, { ...draft, versionId }, Workflow);
	}

	/** Publishes a workflow, so that its triggers and webhooks work. */
	async activateWorkflow({ id, versionId }: Workflow): Promise<void> {
		// In n8n 1 this is a setting of the workflow.
		if ((await this.version()).startsWith('1.'))
			await this.#patch(`workflows/${id}`, { active: true, versionId }, Anything);
		else await this.#post(`workflows/${id}/activate`, { versionId });
	}

	/**
	 * Runs a workflow as “Execute workflow” in the editor does.
	 *
	 * @returns the id of the execution
	 */
	async run(workflow: Workflow, trigger: string): Promise<string> {
		const body = { workflowData: workflow, triggerToStartFrom: { name: trigger } };
		const Started = z.object({ executionId: z.string() });
		return (await this.#post(`workflows/${workflow.id}/run`, body, Started)).executionId;
	}

	async stop(executionId: string): Promise<void> {
		await this.#post(`executions/${executionId}/stop`, {});
	}

	/**
	 * Retries an execution as “Retry with currently saved workflow” does.
	 *
	 * @returns the id of the new execution
	 */
	async retry(executionId: string): Promise<string> {
		const path = `executions/${executionId}`;
		const retry = Id.safeParse(await this.#post(`${path}/retry`, { loadWorkflow: true }));
		if (retry.success) return retry.data.id;
		// Older versions of n8n 1 do not say which execution the retry is: it is the newest.
		const { workflowId } = await this.#get(path, z.object({ workflowId: z.string() }));
		const [newest = ''] = await this.executions(workflowId);
		return newest;
	}

	/** The latest executions of a workflow, newest first. */
	async executions(workflowId: string): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const List = z.object({ results: z.array(Id) });
		return (await this.#get(`executions?filter=${filter}`, List)).results.map(({ id }) => id);
	}

	async execution(id: string): Promise<Execution> {
		const Raw = z.object({
			status: z.string(),
			data: z.string().nullish(),
			customData: z.record(z.string()).nullish(),
		});
		const { status, data, customData } = await this.#get(`executions/${id}`, Raw);
		const Run = z.object({ resultData: Result });
		const run = Run.safeParse(data ? parseFlatted(data) : undefined);
		return { status, result: run.data?.resultData, customData: customData ?? {} };
	}

	/** Waits until an execution has ended, and gives what it brought. */
	async ended(
		id: string,
		{ signal, onPoll }: { signal?: AbortSignal; onPoll?: (execution: Execution) => void } = {},
	): Promise<Execution> {
		for (;;) {
			const execution = await this.execution(id);
			if (!['new', 'running', 'waiting'].includes(execution.status)) return execution;
			onPoll?.(execution);
			await delay(400, undefined, { signal });
		}
	}

	#get<T>(path: string, shape: Shape<T>): Promise<T> {
		return this.#call('GET', path, undefined, shape);
	}

	#post(path: string, body: object): Promise<unknown>;
	#post<T>(path: string, body: object, shape: Shape<T>): Promise<T>;
	#post(path: string, body: object, shape: Shape<unknown> = Anything): Promise<unknown> {
		return this.#call('POST', path, body, shape);
	}

	#patch<T>(path: string, body: object, shape: Shape<T>): Promise<T> {
		return this.#call('PATCH', path, body, shape);
	}

	async #call<T>(method: string, path: string, data: unknown, shape: Shape<T>): Promise<T> {
		const answer = await this.#http.request<unknown>({ method, url: `/rest/${path}`, data });
		const cookies = answer.headers['set-cookie']?.map((cookie) => cookie.split(';')[0]);
		if (cookies) this.#http.defaults.headers.common.cookie = cookies.join('; ');
		const { data: body, message } = Envelope.catch({}).parse(answer.data);
		const where = `n8n answered ${method} /rest/${path.split('?')[0]} with ${answer.status}`;
		const ask = 'The log of n8n may say more.';
		if (answer.status >= 400) throw new Failure(`${where}: ${message ?? 'no reason given'}`, ask);
		const parsed = shape.safeParse(body);
		if (parsed.success) return parsed.data;
		const [issue] = parsed.error.issues;
		const why = `${issue?.path.join('.')}: ${issue?.message}`;
		throw new Failure(`${where} and a body of another shape than this script knows (${why}).`, ask);
	}
}
