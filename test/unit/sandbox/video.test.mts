import ffmpegInstaller from '@ffmpeg-installer/ffmpeg';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import axios from 'axios';
import { listen } from '../../../sandbox/listen.mts';
import { PATHS, useClient } from './client.mts';

const client = useClient({ taskSeconds: 0, render: undefined, now: Date.now });
const frames = join(import.meta.dirname, '../../../examples/frames');
const [dawn, night] = [join(frames, 'dawn.png'), join(frames, 'night.png')];
const output = process.env.TEST_FOLDER ?? '';
const run = promisify(execFile);

/** What ffmpeg prints about its inputs, and about the filters it was given. */
async function ffmpeg(...args: string[]): Promise<string> {
	const { stderr } = await run(ffmpegInstaller.path, ['-hide_banner', '-y', ...args]);
	return stderr;
}
const about = async (file: string) => await ffmpeg('-i', file, '-t', '0', '-f', 'null', '-');

/** Submits, and waits for the end. */
async function madeBy(model: string, body: object) {
	const { http, finish } = client.current;
	const { data } = await http.post(`/v3/async/${model}`, { prompt: 'night falls', ...body });
	const { task, videos, images, audios } = await finish(data.task_id);
	return { task, urls: [...videos, ...images, ...audios].map((file) => Object.values(file)[0]) };
}

/** @returns the file */
async function downloaded(url: string | undefined, name: string): Promise<string> {
	const file = join(output, name);
	const { data } = await axios.get(url ?? '', { responseType: 'arraybuffer', proxy: false });
	await writeFile(file, Buffer.from(data));
	return file;
}

/** How alike a frame of a video and the middle of a picture are, in dB; above 30 they look the same. */
async function likeness(video: string, frame: number, picture: string, size: string) {
	const cover = `scale=${size}:force_original_aspect_ratio=increase:flags=lanczos,crop=${size}`;
	const printed = await ffmpeg(
		...['-i', video, '-i', picture, '-lavfi'],
		`[0:v]select=eq(n\\,${frame}),format=rgb24[a];[1:v]${cover},format=rgb24[b];[a][b]psnr`,
		...['-frames:v', '1', '-f', 'null', '-'],
	);
	return Number(/average:([\d.]+)/.exec(printed)?.[1]);
}

it('a video has the length, shape and sound asked for, from the first frame to the last, and each sample fades in its own time', async () => {
	const { urls } = await madeBy(PATHS.submit.slice(10), {
		image: await readFile(dawn, 'base64'),
		last_frame_image: await readFile(night, 'base64'),
		...{ duration: 4, aspect_ratio: '9:16', sample_count: 2, generate_audio: true },
	});
	expect(urls).toHaveLength(2);
	const [first, second] = [await downloaded(urls[0], '0.mp4'), await downloaded(urls[1], '1.mp4')];
	const seen = /Duration: 00:00:04\.00.*Video: h264 .*yuv420p.* 720x1280.*Audio: aac/s;
	expect(await about(first)).toMatch(seen);
	expect(await about(second)).toMatch(seen);
	const alike = async (...[video, frame, picture]: [string, number, string]) =>
		await likeness(video, frame, picture, '720:1280');
	expect(await alike(first, 0, dawn)).toBeGreaterThan(30);
	expect(await alike(first, 95, night)).toBeGreaterThan(30);
	expect(await alike(first, 95, dawn)).toBeLessThan(20);
	expect(await alike(first, 47, dawn)).toBeLessThan(25);
	expect(await alike(second, 47, dawn)).toBeGreaterThan(30);
});

it('a video that another goes on from is 7 seconds longer, without sound unless asked for', async () => {
	const clip = join(output, 'clip.mp4');
	await ffmpeg('-loop', '1', '-i', dawn, '-t', '0.5', '-r', '24', '-pix_fmt', 'yuv420p', clip);
	const bytes = await readFile(clip);
	const host = await listen((_request, response) => response.end(bytes), 0, '127.0.0.1');
	const video = `http://127.0.0.1:${host.port}/clip.mp4`;
	const { urls } = await madeBy('veo-3.1-lite-extend', { video });
	await host.close();
	const longer = await downloaded(urls[0], 'longer.mp4');
	expect(await about(longer)).toMatch(/Duration: 00:00:07\.5.*Video: h264.*1280x720/s);
	expect(await about(longer)).not.toContain('Audio:');
	expect(await likeness(longer, 0, dawn, '1280:720')).toBeGreaterThan(28);
	expect(await likeness(longer, 179, night, '1280:720')).toBeGreaterThan(28);
});
