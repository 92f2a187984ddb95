import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import axios, { type AxiosInstance } from 'axios';
import { parse as parseFlatted } from 'flatted';
import type { INodeTypeDescription } from 'n8n-workflow';
import { z, type ZodType, type ZodTypeDef } from 'zod';
import { Failure } from './failure.mts';
import { Workflow, type WorkflowDraft } from './workflow.mts';

export interface Login {
	email: string;
	password: string;
}

export interface Credential {
	id: string;
	name: string;
	type: string;
}

const Credential: ZodType<Credential> = z.object({
	id: z.string(),
	name: z.string(),
	type: z.string(),
});

const Id = z.object({ id: z.string() });
const Settings = z.object({ userManagement: z.object({ showSetupOnFirstLoad: z.boolean() }) });
const Version = z.object({ versionCli: z.string() });
const TestResult = z.object({ status: z.enum(['OK', 'Error']), message: z.string().default('') });
const NodeTypes = z.array(z.object({ name: z.string() }));

const RunError = z.object({
	message: z.string().optional(),
	description: z.string().nullish(),
	node: z.object({ name: z.string() }).optional(),
});
const TaskData = z.object({
	executionStatus: z.string().optional(),
	/** Milliseconds. */
	executionTime: z.number().optional(),
	data: z
		.object({
			// The tools and the model of an agent have none: their output goes by another name.
			main: z.array(z.array(z.object({ json: z.record(z.unknown()) })).nullable()).default([]),
		})
		.optional(),
});
const RunData = z.object({
	resultData: z.object({
		error: RunError.optional(),
		lastNodeExecuted: z.string().optional(),
		runData: z.record(z.array(TaskData)).default({}),
	}),
});

const RawExecution = z.object({
	status: z.string(),
	data: z.string().nullish(),
	customData: z.record(z.string()).nullish(),
});

/** One run of a workflow. */
export interface Execution {
	status: string;
	/** Absent until n8n has written something down. */
	result: z.infer<typeof RunData>['resultData'] | undefined;
	/** By which it can be found in the list of executions. */
	customData: Record<string, string>;
}

/** n8n's REST API, as far as its editor uses it: everything a person can click, a script can do. */
export class N8nClient {
	readonly #http: AxiosInstance;

	constructor(url: string) {
		this.#http = axios.create({
			baseURL: url,
			// n8n ties a login to the browser it was made in.
			headers: { 'browser-id': randomUUID() },
			proxy: false,
			timeout: 60_000,
			validateStatus: () => true,
		});
	}

	/** Whether n8n is new: nobody has made its first account yet. */
	async needsOwner(): Promise<boolean> {
		const settings = await this.#call('GET', '/rest/settings', undefined, Settings);
		return settings.userManagement.showSetupOnFirstLoad;
	}

	/** Makes n8n's first account and logs in with it. */
	async setUpOwner(login: Login): Promise<void> {
		const name = { firstName: 'Workflow', lastName: 'Builder' };
		await this.#call('POST', '/rest/owner/setup', { ...login, ...name }, z.unknown());
	}

	async logIn({ email, password }: Login): Promise<void> {
		await this.#call('POST', '/rest/login', { emailOrLdapLoginId: email, password }, z.unknown());
	}

	/** The release of n8n that answers, by its own account; it tells nobody who is not logged in. */
	async version(): Promise<string> {
		return (await this.#call('GET', '/rest/settings', undefined, Version)).versionCli;
	}

	/** The names of all node types that n8n has loaded. */
	async nodeTypes(): Promise<string[]> {
		return (await this.nodeDescriptions()).map(({ name }) => name);
	}

	/** The descriptions of all node types that n8n has loaded, by which its editor draws them. */
	async nodeDescriptions(): Promise<INodeTypeDescription[]> {
		const { data } = await this.#http.get<unknown>('/types/nodes.json');
		NodeTypes.parse(data);
		return data as INodeTypeDescription[];
	}

	async credentials(): Promise<Credential[]> {
		return await this.#call('GET', '/rest/credentials', undefined, z.array(Credential));
	}

	async createCredential(draft: Omit<Credential, 'id'> & { data: object }): Promise<Credential> {
		return await this.#call('POST', '/rest/credentials', draft, Credential);
	}

	async updateCredential(credential: Credential & { data: object }): Promise<void> {
		await this.#call('PATCH', `/rest/credentials/${credential.id}`, credential, z.unknown());
	}

	/** What “Test” in the editor says about a credential. */
	async testCredential(credential: Credential & { data: object }) {
		return await this.#call(
			'POST',
			'/rest/credentials/test',
			{ credentials: credential },
			TestResult,
		);
	}

	/** The workflow as n8n has it, or nothing when it has none of that id. */
	async workflow(id: string): Promise<Workflow | undefined> {
		const { status } = await this.#http.get(`/rest/workflows/${id}`);
		if (status === 403 || status === 404) return undefined;
		return await this.#call('GET', `/rest/workflows/${id}`, undefined, Workflow);
	}

	async createWorkflow(draft: WorkflowDraft): Promise<Workflow> {
		// n8n 1 insists on being told that a new workflow is not active.
		return await this.#call('POST', '/rest/workflows', { ...draft, active: false }, Workflow);
	}

	async updateWorkflow(id: string, versionId: string, draft: WorkflowDraft): Promise<Workflow> {
		return await this.#call('PATCH', `/rest/workflows/${id}`, { ...draft, versionId }, Workflow);
	}

	/** Publishes a workflow, so that its triggers and webhooks work. */
	async activateWorkflow({ id, versionId }: Workflow): Promise<void> {
		await this.#call('POST', `/rest/workflows/${id}/activate`, { versionId }, z.unknown());
	}

	/**
	 * Runs a workflow as “Execute workflow” in the editor does.
	 *
	 * @returns the id of the execution
	 */
	async run(workflow: Workflow, trigger: string): Promise<string> {
		const body = { workflowData: workflow, triggerToStartFrom: { name: trigger } };
		const Started = z.object({ executionId: z.string() });
		const path = `/rest/workflows/${workflow.id}/run`;
		return (await this.#call('POST', path, body, Started)).executionId;
	}

	async stop(executionId: string): Promise<void> {
		await this.#call('POST', `/rest/executions/${executionId}/stop`, {}, z.unknown());
	}

	/**
	 * Retries an execution as “Retry with currently saved workflow” does.
	 *
	 * @returns the id of the new execution
	 */
	async retry(executionId: string): Promise<string> {
		const path = `/rest/executions/${executionId}/retry`;
		return (await this.#call('POST', path, { loadWorkflow: true }, Id)).id;
	}

	/** The latest executions of a workflow, newest first. */
	async executions(workflowId: string): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const List = z.object({ results: z.array(Id) });
		const path = `/rest/executions?filter=${filter}`;
		return (await this.#call('GET', path, undefined, List)).results.map(({ id }) => id);
	}

	async execution(id: string): Promise<Execution> {
		const path = `/rest/executions/${id}`;
		const { status, data, customData } = await this.#call('GET', path, undefined, RawExecution);
		const parsed = RunData.safeParse(data ? parseFlatted(data) : undefined);
		return { status, result: parsed.data?.resultData, customData: customData ?? {} };
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

	async #call<T>(
		method: string,
		path: string,
		data: unknown,
		shape: ZodType<T, ZodTypeDef, unknown>,
	): Promise<T> {
		const answer = await this.#http.request<unknown>({ method, url: path, data });
		const cookies = answer.headers['set-cookie']?.map((cookie) => cookie.split(';')[0]);
		if (cookies) this.#http.defaults.headers.common.cookie = cookies.join('; ');
		const { data: body, message } = Envelope.catch({}).parse(answer.data);
		const where = `n8n answered ${method} ${path.split('?')[0]} with ${answer.status}`;
		const ask = 'The log of n8n may say more.';
		if (answer.status >= 400) throw new Failure(`${where}: ${message ?? 'no reason given'}`, ask);
		const parsed = shape.safeParse(body);
		if (!parsed.success)
			throw new Failure(
				`${where} and a body of another shape than this script knows (${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}).`,
				ask,
			);
		return parsed.data;
	}
}

const Envelope = z.object({ data: z.unknown(), message: z.string().optional() }).partial();
