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

interface Made {
	task: { task_id: string; status: string; reason: string };
	videos: Array<{ video_url: string }>;
	images: Array<{ image_url: string }>;
	audios: Array<{ audio_url: string }>;
}

/** Submits, and waits for the end. */
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

const betweenFrames = async (body: object) =>
	await madeBy('veo-3.1-lite-firstlastframe', {
		image: `${sandbox.url}/frames/dawn.png`,
		last_frame_image: `${sandbox.url}/frames/night.png`,
		duration: 4,
		...body,
	});

/** @returns the file */
async function downloaded(url: string, name: string): Promise<string> {
	const file = join(output, name);
	const { data } = await axios.get(url, { responseType: 'arraybuffer', proxy: false });
	await writeFile(file, Buffer.from(data));
	return file;
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
		const { videos } = await betweenFrames({ generate_audio: true });
		const video = await downloaded(videos[0]?.video_url ?? '', 'one.mp4');
		const about = await ffmpeg('-i', video);
		expect(about).toContain('Duration: 00:00:04.00');
		expect(about).toMatch(/Video: h264 .*yuv420p.* 1280x720/);
		expect(about).toMatch(/Audio: aac/);
		expect(await likeness(video, 0, join(frames, 'dawn.png'))).toBeGreaterThan(30);
		expect(await likeness(video, 95, join(frames, 'night.png'))).toBeGreaterThan(30);
		expect(await likeness(video, 95, join(frames, 'dawn.png'))).toBeLessThan(20);
	});

	it('of a picture or a video that is damaged fails, and says so', async () => {
		const picture = await readFile(join(frames, 'dawn.png'));
		// A depth of seven bits, which PNG does not have.
		const damaged = picture.fill(7, 24, 25).toString('base64');
		const server = await listen((_request, response) => response.end('no video'), 0, '127.0.0.1');
		const video = `http://127.0.0.1:${server.port}/a.mp4`;
		const ends = [
			await betweenFrames({ image: damaged }),
			await madeBy('veo-3.1-lite-extend', { video }),
		];
		await server.close();
		for (const { task } of ends) {
			expect(task.status).toBe('TASK_STATUS_FAILED');
			expect(task.reason).toContain('is an image or the video damaged?');
		}
	});

	it('has the shape asked for, no sound unless asked, and differs between samples', async () => {
		const { videos } = await betweenFrames({ aspect_ratio: '9:16', sample_count: 2 });
		const [first = '', second = '', ...more] = await Promise.all(
			videos.map(async ({ video_url }, index) => await downloaded(video_url, `${index}.mp4`)),
		);
		expect(more).toEqual([]);
		for (const video of [first, second]) {
			const about = await ffmpeg('-i', video);
			expect(about).toMatch(/Video: h264 .* 720x1280/);
			expect(about).not.toContain('Audio:');
		}
		expect(await likeness(first, 0, join(frames, 'dawn.png'), '720:1280')).toBeGreaterThan(30);
		expect(await likeness(second, 95, join(frames, 'night.png'), '720:1280')).toBeGreaterThan(30);
		const printed = await ffmpeg('-i', first, '-i', second, '-lavfi', '[0:v][1:v]psnr');
		expect(printed).not.toMatch(/average:inf/);
	});
});

describe('a sibling model', () => {
	it('makes a video of a prompt alone, and one that goes on from it, 7 seconds longer', async () => {
		const made = await madeBy('veo-3.1-lite-t2v', { duration: 4 });
		const video = made.videos[0]?.video_url ?? '';
		const about = await ffmpeg('-i', await downloaded(video, 't2v.mp4'));
		expect(about).toMatch(/Duration: 00:00:04.*Video: h264.*1280x720/s);
		const longer = await madeBy('veo-3.1-lite-extend', { video, generate_audio: true });
		const file = await downloaded(longer.videos[0]?.video_url ?? '', 'longer.mp4');
		expect(await ffmpeg('-i', file)).toMatch(
			/Duration: 00:00:11.0.*Video: h264.*1280x720.*Audio: aac/s,
		);
		const dawn = join(frames, 'dawn.png');
		expect(await likeness(file, 0, dawn)).toBeGreaterThan(28);
		expect(await likeness(file, 24 * 11 - 1, dawn)).toBeGreaterThan(28);
	}, 600_000);

	it('makes pictures and sounds that can be opened', async () => {
		const { images } = await madeBy('sandbox-image', {});
		const image = await downloaded(images[0]?.image_url ?? '', 'image.png');
		expect(await ffmpeg('-i', image)).toMatch(/Video: png.*1280x720/);
		const { audios } = await madeBy('sandbox-sound', { duration: 4 });
		const sound = await downloaded(audios[0]?.audio_url ?? '', 'sound.wav');
		expect(await ffmpeg('-i', sound)).toMatch(/Duration: 00:00:04.*Audio: pcm_s16le/s);
	});
});
