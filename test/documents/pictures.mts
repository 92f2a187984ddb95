import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { ffmpeg } from '../../sandbox/video/ffmpeg.mts';
import { root } from '../../scripts/start/project.mts';
import { until } from '../support/crowd.mts';
import type { Editor } from '../support/editor.mts';
import { Workshop } from '../support/workshop.mts';

/** Notes and nodes, the names below nodes, and what leads out of the last ones. */
const ON_CANVAS =
	'.vue-flow__node, .vue-flow__node [class*="description"], .vue-flow__edge-path, [data-test-id="canvas-handle-plus"]';

/** Pixels around what is on the canvas. */
const MARGIN = 16;

/** Where the examples have their frames. */
const PUBLIC =
	'https://raw.githubusercontent.com/n8n-nodes-highwayapi/n8n-nodes-highwayapi/main/examples';

const examples = join(root, 'examples');
const images = join(root, 'docs', 'images');

/** Writes the part of the page that its workflow fills, without n8n's buttons. */
async function pictureWorkflow(page: Page, file: string): Promise<void> {
	await page.addStyleTag({
		content: '.vue-flow__panel, button:not(.vue-flow button) { opacity: 0 }',
	});
	await page.keyboard.press('1'); // n8n's shortcut for "Fit to view"
	await page.waitForTimeout(1000);
	const boxes = await page
		.locator(ON_CANVAS)
		.evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().toJSON()));
	const left = Math.min(...boxes.map((box) => box.left)) - MARGIN;
	const top = Math.min(...boxes.map((box) => box.top)) - MARGIN;
	const right = Math.max(...boxes.map((box) => box.right)) + MARGIN;
	const bottom = Math.max(...boxes.map((box) => box.bottom)) + MARGIN;
	const clip = { x: left, y: top, width: right - left, height: bottom - top };
	await writeWebp(await page.screenshot({ clip }), file);
}

async function writeWebp(png: Buffer, file: string): Promise<void> {
	await sharp(png).webp({ quality: 80, effort: 6 }).toFile(file);
	console.log(file);
}

/** Executes the open workflow and writes the editor in which its video plays. */
async function picturePlayingVideo(page: Page, editor: Editor, file: string): Promise<void> {
	await editor.execute();
	const success = page.getByText('Workflow executed successfully').first();
	await success.waitFor();
	// n8n's notice covers a corner of the editor for some seconds.
	await success.waitFor({ state: 'hidden' });
	await editor.openNode('Wait for Video');
	await page.getByTestId('output-panel').getByRole('button', { name: 'View' }).first().click();
	const video = page.locator('video').first();
	await video.waitFor();
	// n8n serves the video without ranges, so the player can't jump to this moment.
	await until('the video has played for two seconds', () => video.evaluate(isPast), 30_000);
	await writeWebp(await page.screenshot(), file);
}

const isPast = (player: unknown) => (player as { currentTime: number }).currentTime > 2;

/** Writes a video as an animated image, which GitHub and npm show in a document. */
async function pictureVideo(video: string, folder: string, file: string): Promise<void> {
	const frame = ['-vf', 'fps=3,scale=640:-2', join(folder, 'frame-%03d.png')];
	await ffmpeg(['-i', video, ...frame], new AbortController().signal);
	const frames = readdirSync(folder).filter((name) => name.startsWith('frame-'));
	const paths = frames.sort().map((name) => join(folder, name));
	// WebP leaves out what has changed little since the frame before. With more frames or a lower quality,
	// a slow fade so leaves blocks of old frames behind.
	await sharp(paths, { join: { animated: true } })
		.webp({ delay: paths.map(() => 333), quality: 90, effort: 5 })
		.toFile(file);
	console.log(file);
}

const shop = await Workshop.start();
try {
	const editor = await shop.editor();
	const { page } = editor;
	const viewport = page.viewportSize() ?? { width: 1440, height: 900 };
	// n8n fits a workflow into its canvas, and this one is large enough to show each in its full size.
	await page.setViewportSize({ width: 1800, height: 1700 });
	const open = async (folder: string, host: string) =>
		await editor.open((await shop.create(shop.shipped(folder, [], { host }))).id);
	for (const folder of readdirSync(examples)) {
		if (!existsSync(join(examples, folder, 'workflow.json'))) continue;
		await open(folder, PUBLIC);
		await pictureWorkflow(page, join(examples, folder, 'picture.webp'));
	}
	await page.setViewportSize(viewport);
	await open('first-video', shop.sandbox.url);
	await picturePlayingVideo(page, editor, join(images, 'video-plays.webp'));
	const video = shop.sandbox.tasks[0]?.files[0] ?? '';
	await pictureVideo(video, shop.prepared.folder, join(images, 'dawn-to-night.webp'));
} finally {
	await shop.close();
}
