import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import axios, { type AxiosInstance } from 'axios';
import { parse as parseFlatted } from 'flatted';
import type { INodeTypeDescription, IRunData } from 'n8n-workflow';
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

/** One run of a workflow. */
export interface Execution {
	status: string;
	/** Absent until n8n has written something down. */
	result?: {
		error?: { message?: string; description?: string | null; node?: { name: string } };
		lastNodeExecuted?: string;
		runData: IRunData;
	};
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
			// n8n closes idle connections after five seconds, which may be while a request is on its way.
			httpAgent: new Agent({ keepAlive: false }),
			timeout: 60_000,
			validateStatus: () => true,
		});
	}

	/** Whether n8n is new: nobody has made its first account yet. */
	async needsOwner(): Promise<boolean> {
		type Settings = { userManagement: { showSetupOnFirstLoad: boolean } };
		const { userManagement } = await this.#call<Settings>('GET', 'settings');
		return userManagement.showSetupOnFirstLoad;
	}

	/** Makes n8n's first account and logs in with it. */
	async setUpOwner(login: Login): Promise<void> {
		const owner = { ...login, firstName: 'Workflow', lastName: 'Builder' };
		await this.#call('POST', 'owner/setup', owner);
	}

	async logIn({ email, password }: Login): Promise<void> {
		// n8n 1 called it "email" at first.
		await this.#call('POST', 'login', { email, emailOrLdapLoginId: email, password });
	}

	/** The release of n8n that answers, by its own account; it tells nobody who is not logged in. */
	async version(): Promise<string> {
		return (await this.#call<{ versionCli: string }>('GET', 'settings')).versionCli;
	}

	/** The descriptions of all node types that n8n has loaded, by which its editor draws them. */
	async nodeDescriptions(): Promise<INodeTypeDescription[]> {
		return (await this.#http.get<INodeTypeDescription[]>('/types/nodes.json')).data;
	}

	async credentials(): Promise<Credential[]> {
		return (await this.#call<Credential[]>('GET', 'credentials')).map(pick);
	}

	async createCredential(draft: Omit<Credential, 'id'> & { data: object }): Promise<Credential> {
		return pick(await this.#call<Credential>('POST', 'credentials', draft));
	}

	async updateCredential(credential: Credential & { data: object }): Promise<void> {
		await this.#call('PATCH', `credentials/${credential.id}`, credential);
	}

	/** What “Test” in the editor says about a credential. */
	async testCredential(credentials: Credential & { data: object }) {
		type Tested = { status: 'OK' | 'Error'; message: string };
		return await this.#call<Tested>('POST', 'credentials/test', { credentials });
	}

	/** The workflow as n8n has it, or nothing when it has none of that id. */
	async workflow(id: string): Promise<Workflow | undefined> {
		const { status, data } = await this.#http.get(`/rest/workflows/${id}`);
		return status < 400 ? Workflow.parse(data.data) : undefined;
	}

	async createWorkflow(draft: WorkflowDraft): Promise<Workflow> {
		// n8n 1 insists on being told that a new workflow is not active.
		return Workflow.parse(await this.#call('POST', 'workflows', { ...draft, active: false }));
	}

	async updateWorkflow(id: string, versionId: string, draft: WorkflowDraft): Promise<Workflow> {
		const changed = { ...draft, versionId };
		return Workflow.parse(await this.#call('PATCH', `workflows/${id}`, changed));
	}

	/** Publishes a workflow, so that its triggers and webhooks work. */
	async activateWorkflow({ id, versionId }: Workflow): Promise<void> {
		// In n8n 1 this is a setting of the workflow.
		if ((await this.version()).startsWith('1.'))
			await this.#call('PATCH', `workflows/${id}`, { active: true, versionId });
		else await this.#call('POST', `workflows/${id}/activate`, { versionId });
	}

	/**
	 * Runs a workflow as “Execute workflow” in the editor does.
	 *
	 * @returns the id of the execution
	 */
	async run(workflow: Workflow, trigger: string): Promise<string> {
		const body = { workflowData: workflow, triggerToStartFrom: { name: trigger } };
		const path = `workflows/${workflow.id}/run`;
		return (await this.#call<{ executionId: string }>('POST', path, body)).executionId;
	}

	async stop(executionId: string): Promise<void> {
		await this.#call('POST', `executions/${executionId}/stop`, {});
	}

	/**
	 * Retries an execution as “Retry with currently saved workflow” does.
	 *
	 * @returns the id of the new execution
	 */
	async retry(executionId: string): Promise<string> {
		const path = `executions/${executionId}`;
		const body = { loadWorkflow: true };
		const retry = await this.#call<{ id?: string } | undefined>('POST', `${path}/retry`, body);
		if (retry?.id) return retry.id;
		// Older versions of n8n 1 do not say which execution the retry is: it is the newest.
		const { workflowId } = await this.#call<{ workflowId: string }>('GET', path);
		const [newest = ''] = await this.executions(workflowId);
		return newest;
	}

	/** The latest executions of a workflow, newest first. */
	async executions(workflowId: string): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		type List = { results: Array<{ id: string }> };
		const { results } = await this.#call<List>('GET', `executions?filter=${filter}`);
		return results.map(({ id }) => id);
	}

	async execution(id: string): Promise<Execution> {
		type Raw = { status: string; data?: string; customData?: Record<string, string> };
		const { status, data, customData } = await this.#call<Raw>('GET', `executions/${id}`);
		const result = data ? parseFlatted(data)?.resultData : undefined;
		return { status, result: result && { runData: {}, ...result }, customData: customData ?? {} };
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

	/** @template T what it answers, by the tests in each release of n8n that is supported */
	async #call<T>(method: string, path: string, body?: object): Promise<T> {
		const request = { method, url: `/rest/${path}`, data: body };
		const { status, headers, data } = await this.#http.request<{ data: T; message?: string }>(
			request,
		);
		const cookies = headers['set-cookie']?.map((cookie) => cookie.split(';')[0]);
		if (cookies) this.#http.defaults.headers.common.cookie = cookies.join('; ');
		if (status < 400) return data.data;
		throw new Failure(
			`n8n answered ${method} /rest/${path.split('?')[0]} with ${status}: ${data?.message ?? 'no reason given'}`,
			'The log of n8n may say more.',
		);
	}
}

/** A credential without what else n8n tells of it. */
const pick = ({ id, name, type }: Credential): Credential => ({ id, name, type });
