import ffmpegInstaller from '@ffmpeg-installer/ffmpeg';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { listen } from '../../../sandbox/listen.mts';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox.mts';
import axios from 'axios';
import { PATHS } from './client.mts';

const frames = join(import.meta.dirname, '../../../examples/frames');
const output = process.env.TEST_FOLDER ?? '';
let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ taskSeconds: 0 });
});
afterAll(async () => await sandbox.close());

const run = promisify(execFile);

/** What ffmpeg prints about its inputs, and about the filters it was given. */
async function ffmpeg(...args: string[]): Promise<string> {
	const { stderr } = await run(ffmpegInstaller.path, ['-hide_banner', ...args, '-f', 'null', '-']);
	return stderr;
}

interface Ended {
	task: { task_id: string; status: string; reason: string };
	videos: Array<{ video_url: string }>;
}

/** Submits, and waits for the end. */
async function resultOf(body: object): Promise<Ended> {
	const http = axios.create({
		baseURL: sandbox.url,
		headers: { Authorization: `Bearer ${sandbox.key}` },
		proxy: false,
	});
	const { data } = await http.post(PATHS.submit, {
		image: `${sandbox.url}/frames/dawn.png`,
		last_frame_image: `${sandbox.url}/frames/night.png`,
		prompt: 'night falls',
		duration: 4,
		...body,
	});
	for (;;) {
		const answer = await http.get<Ended>(PATHS.result, { params: data });
		if (/SUCCEED|FAILED/.test(answer.data.task.status)) return answer.data;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

/** The downloaded files of a generation. */
async function videosOf(body: object): Promise<string[]> {
	const { task, videos } = await resultOf(body);
	return await Promise.all(
		videos.map(async ({ video_url }, index) => {
			const file = join(output, `${task.task_id}_${index}.mp4`);
			const video = await axios.get(video_url, { responseType: 'arraybuffer', proxy: false });
			await writeFile(file, Buffer.from(video.data));
			return file;
		}),
	);
}

/** How alike a frame of a video and the middle of a picture are, in dB; above 30 they look the same. */
async function likeness(video: string, frame: number, picture: string, size = '1280:720') {
	const cover = `scale=${size}:force_original_aspect_ratio=increase:flags=lanczos,crop=${size}`;
	const printed = await ffmpeg(
		...['-i', video, '-i', picture, '-lavfi'],
		`[0:v]select=eq(n\\,${frame}),format=rgb24[a];[1:v]${cover},format=rgb24[b];[a][b]psnr`,
	);
	return Number(/average:([\d.]+)/.exec(printed)?.[1]);
}

describe('a rendered video', () => {
	it('lasts as long as asked, and goes from the first frame to the last', async () => {
		const [video] = (await videosOf({ generate_audio: true })) as [string];
		const about = await ffmpeg('-i', video);
		expect(about).toContain('Duration: 00:00:04.00');
		expect(about).toMatch(/Video: h264 .*yuv420p.* 1280x720/);
		expect(about).toMatch(/Audio: aac/);
		expect(await likeness(video, 0, join(frames, 'dawn.png'))).toBeGreaterThan(30);
		expect(await likeness(video, 95, join(frames, 'night.png'))).toBeGreaterThan(30);
		expect(await likeness(video, 95, join(frames, 'dawn.png'))).toBeLessThan(20);
	}, 30_000);

	it('of a picture that is damaged fails, and says so', async () => {
		const picture = await readFile(join(frames, 'dawn.png'));
		// A depth of seven bits, which PNG does not have.
		const damaged = picture.fill(7, 24, 25).toString('base64');
		const { task } = await resultOf({ image: damaged });
		expect(task.status).toBe('TASK_STATUS_FAILED');
		expect(task.reason).toContain('is an image or the video damaged?');
	}, 30_000);

	it('has the shape asked for, no sound unless asked, and differs between samples', async () => {
		const videos = await videosOf({ aspect_ratio: '9:16', sample_count: 2 });
		expect(videos).toHaveLength(2);
		const abouts = await Promise.all(videos.map(async (video) => await ffmpeg('-i', video)));
		for (const about of abouts) {
			expect(about).toMatch(/Video: h264 .* 720x1280/);
			expect(about).not.toContain('Audio:');
		}
		const [first, second] = videos as [string, string];
		expect(await likeness(first, 0, join(frames, 'dawn.png'), '720:1280')).toBeGreaterThan(30);
		expect(await likeness(second, 95, join(frames, 'night.png'), '720:1280')).toBeGreaterThan(30);
		const printed = await ffmpeg('-i', first, '-i', second, '-lavfi', '[0:v][1:v]psnr');
		expect(printed).not.toMatch(/average:inf/);
	}, 30_000);
});

describe('a sibling model', () => {
	interface Made {
		task: { status: string; reason: string };
		videos: Array<{ video_url: string }>;
		images: Array<{ image_url: string }>;
		audios: Array<{ audio_url: string }>;
	}

	async function madeBy(model: string, body: object): Promise<Made> {
		const http = axios.create({
			baseURL: sandbox.url,
			headers: { Authorization: `Bearer ${sandbox.key}` },
			proxy: false,
		});
		const { data } = await http.post(`/v3/async/${model}`, { prompt: 'night falls', ...body });
		for (;;) {
			const answer = await http.get<Made>(PATHS.result, { params: data });
			if (/SUCCEED|FAILED/.test(answer.data.task.status)) return answer.data;
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}

	async function printed(url: string, name: string): Promise<string> {
		const file = join(output, name);
		const { data } = await axios.get(url, { responseType: 'arraybuffer', proxy: false });
		await writeFile(file, Buffer.from(data));
		return await ffmpeg('-i', file);
	}

	it('makes a video of a prompt alone, and two that go on from it, each 7 seconds longer', async () => {
		const made = await madeBy('veo-3.1-lite-t2v', { duration: 4 });
		let video = made.videos[0]?.video_url ?? '';
		expect(await printed(video, 't2v.mp4')).toMatch(/Duration: 00:00:04.*Video: h264.*1280x720/s);
		for (const [seconds, example] of [
			[11, 'dawn.png'],
			[18, 'night.png'],
		] as const) {
			const longer = await madeBy('veo-3.1-lite-extend', { video, generate_audio: true });
			video = longer.videos[0]?.video_url ?? '';
			const name = `${seconds}.mp4`;
			expect(await printed(video, name)).toMatch(
				new RegExp(`Duration: 00:00:${seconds}.0.*Video: h264.*1280x720.*Audio: aac`, 's'),
			);
			const file = join(output, name);
			expect(await likeness(file, 0, join(frames, 'dawn.png'))).toBeGreaterThan(28);
			expect(await likeness(file, 24 * seconds - 1, join(frames, example))).toBeGreaterThan(28);
		}
	}, 60_000);

	it('fails with a sentence where the video to go on from is none', async () => {
		const server = await listen((_request, response) => response.end('no video'), 0, '127.0.0.1');
		const { task } = await madeBy('veo-3.1-lite-extend', {
			video: `http://127.0.0.1:${server.port}/a.mp4`,
		});
		await server.close();
		expect(task).toMatchObject({ status: 'TASK_STATUS_FAILED' });
		expect(task.reason).toContain('is an image or the video damaged?');
	}, 30_000);

	it('makes pictures and sounds that can be opened', async () => {
		const { images } = await madeBy('sandbox-image', {});
		expect(await printed(images[0]?.image_url ?? '', 'image.png')).toMatch(/Video: png.*1280x720/);
		const { audios } = await madeBy('sandbox-sound', { duration: 4 });
		expect(await printed(audios[0]?.audio_url ?? '', 'sound.wav')).toMatch(
			/Duration: 00:00:04.*Audio: pcm_s16le/s,
		);
	});
});
