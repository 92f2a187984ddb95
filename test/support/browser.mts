import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, selectors, type Browser, type Page } from 'playwright-core';
import { root } from '../../scripts/start/project.mts';

/** Pictures of what the tests have seen; the best of them stand in the documentation. */
export const screenshots = join(root, 'test', 'output', 'screenshots');

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Chromium of the machine: a browser of playwright's own would be a download. */
export async function openBrowser(): Promise<Browser> {
	const executablePath = process.env.CHROMIUM ?? CHROMIUM.find((path) => existsSync(path));
	if (executablePath === undefined)
		throw new Error(
			'Chromium is not installed (e.g. apt-get install chromium), or name it in CHROMIUM',
		);
	// What n8n's own browser tests go by.
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({
		executablePath,
		args: [
			// Root, as in a container, has no sandbox.
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
}

/** A page of n8n's editor, signed in as a person would. */
export async function signIn(
	browser: Browser,
	n8nUrl: string,
	{ email, password }: { email: string; password: string },
): Promise<Page> {
	const context = await browser.newContext({
		baseURL: n8nUrl,
		viewport: { width: 1440, height: 900 },
		locale: 'en-GB',
	});
	const page = await context.newPage();
	// The editor asks hosts of its maker for news; no test depends on what is outside.
	await page.route(
		(url) => url.hostname !== '127.0.0.1',
		async (route) => await route.abort(),
	);
	await page.goto('/signin');
	await page.getByLabel('Email').fill(email);
	await page.getByLabel('Password').fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
	return page;
}

/** @param name of the file, without its extension */
export async function photograph(page: Page, name: string): Promise<void> {
	mkdirSync(screenshots, { recursive: true });
	await page.screenshot({ path: join(screenshots, `${name}.png`) });
}
