import type { Locator, Page } from 'playwright-core';

/** n8n's editor, as far as a person uses it to build a workflow. */
export class Editor {
	constructor(readonly page: Page) {}

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
		const details = this.field('Credential');
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

	/** Something by the words on it, in the details of a node. */
	field(words: string): Locator {
		return this.page.getByTestId('ndv').getByText(words, { exact: true }).first();
	}

	async choose(parameter: string, option: string): Promise<void> {
		await this.page.getByTestId(`parameter-input-${parameter}`).first().click();
		await this.page.getByRole('option', { name: option }).first().click();
	}

	async fill(parameter: string, text: string): Promise<void> {
		const input = this.page.getByTestId(`parameter-input-${parameter}`).locator('input, textarea');
		await input.first().fill(text);
	}

	async execute(): Promise<void> {
		await this.page.getByTestId('execute-workflow-button').click();
	}

	/** How many nodes show a warning. */
	async warnings(): Promise<number> {
		return await this.page.getByTestId('canvas').getByTestId('node-issues').count();
	}
}
