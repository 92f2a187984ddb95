import { existsSync } from 'node:fs';
import { chromium, selectors, type Locator, type Page, type Request } from 'playwright-core';
import type { RunningN8n } from './realN8n.mts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

// Root, as in a container, has no sandbox; and nothing outside is asked for news.
const ARGUMENTS = `--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync
	--disable-background-networking --disable-component-update`.split(/\s+/);

/** n8n's editor, as far as a person uses it to build a workflow. */
export class Editor {
	private constructor(readonly page: Page) {}

	/** Signs in as a person would, in the machine's browser: one of playwright's own would be a download. */
	static async signIn({ url, login }: RunningN8n): Promise<Editor> {
		const executablePath = process.env.CHROMIUM ?? CHROMIUM.find((path) => existsSync(path));
		if (executablePath === undefined)
			throw new Error(
				'Chromium is not installed (e.g. apt-get install chromium), or name it in CHROMIUM',
			);
		// What n8n's own browser tests go by.
		selectors.setTestIdAttribute('data-test-id');
		const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
		const viewport = { width: 1440, height: 900 };
		const page = await browser.newPage({ baseURL: url, viewport, locale: 'en-GB' });
		page.setDefaultTimeout(60_000);
		// The editor asks hosts of its maker for news; no test depends on what is outside.
		await page.route(
			({ hostname }) => hostname !== '127.0.0.1',
			async (route) => await route.abort(),
		);
		await page.goto('/signin');
		await page.getByLabel('Email').fill(login.email);
		await page.getByLabel('Password').fill(login.password);
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.waitForURL(({ pathname }) => !pathname.startsWith('/signin'));
		return new Editor(page);
	}

	/** Ends the browser. */
	async close(): Promise<void> {
		await this.page.context().browser()?.close();
	}

	async open(workflowId: string): Promise<void> {
		await this.page.goto(`/workflow/${workflowId}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	/** Opens the panel of nodes behind the last node, and types a word into its search. */
	async search(word: string): Promise<string[]> {
		const field = this.page.getByTestId('node-creator-search-bar');
		if (!(await field.isVisible()))
			await this.page.getByTestId('canvas-handle-plus').last().click();
		await field.fill(word);
		// The list follows the field after a moment.
		await this.page.waitForTimeout(700);
		return await this.page.getByTestId('node-creator-item-name').allInnerTexts();
	}

	/**
	 * Adds a node behind the last one, and leaves its details open.
	 *
	 * @param action one of those that the panel lists for it, where it does
	 */
	async add(
		name: string,
		action: string | RegExp = /^(add to workflow|generate .*video.*|wait until .*finished)$/i,
	): Promise<void> {
		await this.search(name);
		const item = this.page.getByTestId('node-creator-item-name').filter({ hasText: name });
		await item.first().click();
		const choice = this.page.getByTestId('node-creator').getByText(action).first();
		const ndv = this.page.getByTestId('ndv');
		const details = ndv.getByText('Credential', { exact: true }).first();
		// A node with one action may be added at once.
		await choice.or(details).first().waitFor();
		if (!(await details.isVisible())) await choice.click();
		await details.waitFor();
	}

	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	async openNode(name: string): Promise<void> {
		await this.node(name).dblclick();
		await this.page.getByTestId('ndv').waitFor();
	}

	async closeNode(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
		await this.page.getByTestId('ndv').waitFor({ state: 'hidden' });
	}

	async choose(parameter: string, option: string): Promise<void> {
		await this.page.getByTestId(`parameter-input-${parameter}`).first().click();
		await this.page.getByRole('option', { name: option }).first().click();
	}

	async fill(parameter: string, text: string): Promise<void> {
		const input = this.page.getByTestId(`parameter-input-${parameter}`).locator('input, textarea');
		await input.first().fill(text);
		// The workflow follows the field after a moment.
		await this.page.waitForTimeout(500);
	}

	async execute(): Promise<void> {
		await this.page.getByTestId('execute-workflow-button').click();
	}

	/** Executes the node whose details are open, and what it needs from nodes before it. */
	async executeStep(): Promise<void> {
		await this.page.getByTestId('node-execute-button').click();
	}

	/** Waits until the editor, too, knows that an execution has ended. */
	async executed(): Promise<void> {
		await this.page.getByTestId('stop-execution-button').waitFor({ state: 'hidden' });
		await this.page.waitForTimeout(1000);
	}

	/** Saves the workflow, unless it is saved already. */
	async save(): Promise<void> {
		const isSave = (request: Request) =>
			request.method() === 'PATCH' && request.url().includes('/rest/workflows/');
		const saving = this.page.waitForRequest(isSave, { timeout: 3000 }).catch(() => undefined);
		await this.page.keyboard.press('Control+s');
		await (await saving)?.response();
	}

	async rename(name: string, to: string): Promise<void> {
		await this.node(name).click();
		await this.page.keyboard.press('F2');
		await this.page.locator('.rename-prompt input, .el-message-box input').fill(to);
		await this.page.keyboard.press('Enter');
		await this.node(to).waitFor();
	}

	/** How many nodes show a warning. */
	async warnings(): Promise<number> {
		return await this.page.getByTestId('canvas').getByTestId('node-issues').count();
	}
}
