import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.mts';
import { keepCredential } from '../../scripts/start/credential.mts';
import type { Credential, Execution } from '../../scripts/start/n8n-client.mts';
import { root } from '../../scripts/start/project.mts';
import { WorkflowDraft, type Workflow } from '../../scripts/start/workflow.mts';
import { call, publish, until } from './crowd.mts';
import { Editor } from './editor.mts';
import { prepareN8n, type PreparedN8n, type RunningN8n } from './realN8n.mts';

/** An item of the output of a node. */
export type Item = { json: Record<string, unknown> };

/** What begins as an MP4 does, and has the size of a small one. */
const MP4 = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42'), Buffer.alloc(20_000)]);

/** For a sandbox whose videos nobody plays: nothing is rendered, and tasks end at once. */
export const atOnce: SandboxOptions = { speed: 100, render: async () => MP4 };

/** Where the frames of the examples are: public ones, and those of the sandbox at its usual address. */
const FRAMES =
	/https:\/\/raw\.githubusercontent\.com\/[^"\\]*?\/examples\/frames|http:\/\/127\.0\.0\.1:4100\/frames/g;

/** A real n8n beside a sandbox, a credential for it, and the editor once somebody looks. */
export class Workshop {
	#editor: Editor | undefined;

	constructor(
		readonly prepared: PreparedN8n,
		public n8n: RunningN8n,
		readonly sandbox: Sandbox,
		public highway: Credential,
	) {}

	/** @param wanted by default the n8n of `npm start`, beside a sandbox whose tasks take a few seconds */
	static async start(
		wanted: { definition?: string; env?: NodeJS.ProcessEnv; sandbox?: SandboxOptions } = {},
	): Promise<Workshop> {
		const prepared = await prepareN8n(wanted.definition);
		const n8n = await prepared.start(wanted.env);
		const sandbox = await startSandbox({ speed: 20, ...wanted.sandbox });
		const { key: apiKey, url: baseUrl } = sandbox;
		const service = { name: 'Highway API', apiKey, baseUrl };
		return new Workshop(prepared, n8n, sandbox, await keepCredential(n8n.client, service));
	}

	async close(): Promise<void> {
		if (this.#editor) {
			const folder = join(root, 'test', 'output', 'screenshots');
			mkdirSync(folder, { recursive: true });
			const path = join(folder, `${basename(process.argv[1] ?? '')}.png`);
			await this.#editor.page.screenshot({ path });
			await this.#editor.close();
		}
		await this.n8n.close();
		await this.sandbox.close();
		await this.prepared.remove();
	}

	/** Ends n8n at once, as a crash would, and starts it again. */
	async crash(): Promise<void> {
		await this.n8n.kill();
		this.n8n = await this.prepared.start();
	}

	async editor(): Promise<Editor> {
		return (this.#editor ??= await Editor.signIn(this.n8n));
	}

	/** All that n8n has logged so far, its workers included. */
	log(): string {
		const { logs } = this.prepared;
		return readdirSync(logs)
			.map((file) => readFileSync(join(logs, file), 'latin1'))
			.join('\n');
	}

	/** Address of the sandbox's example frame. */
	get frame(): string {
		return `${this.sandbox.url}/frames/dawn.png`;
	}

	/** How many videos were paid for so far. */
	get paid(): number {
		return this.sandbox.tasks.length;
	}

	/** What was paid for whose prompt begins so. */
	tasksOf(prompt: string): Sandbox['tasks'] {
		return this.sandbox.tasks.filter(({ generation }) =>
			String(generation.prompt).startsWith(prompt),
		);
	}

	/**
	 * An example as it is shipped, with the frames of the sandbox and the credentials of the test put in.
	 *
	 * @param more credentials that it needs beside that of the Highway API
	 * @param file another workflow of the same example
	 * @param host of the frames, instead of the sandbox
	 */
	shipped(
		folder: string,
		more: Credential[] = [],
		{ file = 'workflow.json', host = this.sandbox.url } = {},
	): WorkflowDraft {
		const text = readFileSync(join(root, 'examples', folder, file), 'utf8');
		const draft = WorkflowDraft.parse(JSON.parse(text.replaceAll(FRAMES, `${host}/frames`)));
		for (const { credentials = {} } of draft.nodes)
			for (const put of [this.highway, ...more])
				if (credentials[put.type]) credentials[put.type] = put;
		return draft;
	}

	async credential(name: string, type: string, data: object): Promise<Credential> {
		return await this.n8n.client.createCredential({ name, type, data });
	}

	/** @param pinned outputs that stand for nodes which can't run here, by their name */
	async create(draft: WorkflowDraft, pinned: Record<string, Item[]> = {}): Promise<Workflow> {
		const drawn = { ...draft, pinData: pinned };
		return await this.n8n.client.createWorkflow(drawn);
	}

	async publish(draft: WorkflowDraft): Promise<Workflow> {
		return await publish(this.n8n.client, draft);
	}

	async newest({ id }: Pick<Workflow, 'id'>): Promise<string | undefined> {
		return (await this.n8n.client.executions(id))[0];
	}

	/** Does what starts an execution, and waits for that. @returns its id */
	async begun(workflow: Pick<Workflow, 'id'>, start: () => Promise<unknown>): Promise<string> {
		const last = await this.newest(workflow);
		await start();
		// Some versions list it only a moment later.
		const next = async () => {
			const now = await this.newest(workflow);
			return now === last ? undefined : now;
		};
		return await until('an execution has begun', next);
	}

	/** Calls the webhook of a workflow. @returns the execution */
	async call(workflow: Workflow, path: string, body: object): Promise<string> {
		return await this.begun(workflow, async () => await call(this.n8n.url, path, body));
	}

	/** Executes a workflow to its success. */
	async run(workflow: Workflow, trigger: string): Promise<Execution> {
		return await this.ended(await this.n8n.client.run(workflow, trigger));
	}

	async status(id: string): Promise<string> {
		return (await this.n8n.client.execution(id)).status;
	}

	/** Waits for the end of an execution. */
	async ended(id: string, expected = 'success'): Promise<Execution> {
		const end = async () => {
			// n8n 2.20 answers with 500 while it writes an execution down.
			const execution = await this.n8n.client.execution(id).catch(() => undefined);
			const runs = ['new', 'running', 'waiting', undefined].includes(execution?.status);
			return runs ? undefined : execution;
		};
		const execution = await until('the execution has ended', end, 300_000);
		assert.equal(execution.status, expected, execution.result?.error?.message);
		return execution;
	}

	/** The custom data of an execution, which n8n writes down after its end. */
	async customDataOf(id: string): Promise<string> {
		const values = async () => Object.values((await this.n8n.client.execution(id)).customData);
		return await until('it has custom data', async () => (await values()).join());
	}
}

/** What a node has put out, over all its runs. */
export const items = ({ result }: Execution, node: string, output = 0): Item[] =>
	(result?.runData[node] ?? []).flatMap((task) => task.data?.main?.[output] ?? []);
