import type { INodeParameters } from 'n8n-workflow';
import type { Sandbox } from '../../../sandbox/sandbox.mts';
import type { published } from './published.mts';
import { closesServers, httpServer } from './servers.mts';

/** A node that starts videos, and what is its own. */
export interface Sibling {
	/** The name of its class. */
	name: Exclude<keyof typeof published, 'HighwayApi' | 'WaitForTask'>;
	/** The last part of its path. */
	model: string;
	/** What it makes a video of, as a builder fills it in, and as it is sent. */
	fill(sandbox: Sandbox): INodeParameters;
	wire(sandbox: Sandbox): object;
	/** Fields that others have and this one lacks. */
	without: string[];
}

const dawn = ({ url }: Sandbox) => `${url}/frames/dawn.png`;
const night = ({ url }: Sandbox) => `${url}/frames/night.png`;
let clip = '';

/** A video that can be extended, as long as nothing is rendered. */
export function useClip(): void {
	closesServers();
	beforeEach(async () => {
		const mp4 = { 'Content-Type': 'video/mp4' };
		const host = await httpServer((_request, response) => response.writeHead(200, mp4).end('clip'));
		clip = `${host}/clip.mp4`;
	});
}

export const family: Sibling[] = [
	{
		name: 'VeoLiteFirstLastFrame',
		model: 'veo-3.1-lite-firstlastframe',
		fill: (sandbox) => ({ firstFrameUrl: dawn(sandbox), lastFrameUrl: night(sandbox) }),
		wire: (sandbox) => ({ image: dawn(sandbox), last_frame_image: night(sandbox) }),
		without: [],
	},
	{
		name: 'VeoLiteTextToVideo',
		model: 'veo-3.1-lite-t2v',
		fill: () => ({}),
		wire: () => ({}),
		without: ['imageEncoding'],
	},
	{
		name: 'VeoLiteImageToVideo',
		model: 'veo-3.1-lite-i2v',
		fill: (sandbox) => ({ imageUrl: dawn(sandbox) }),
		wire: (sandbox) => ({ image: dawn(sandbox) }),
		without: ['enhancePrompt'],
	},
	{
		name: 'VeoLiteExtendVideo',
		model: 'veo-3.1-lite-extend',
		fill: () => ({ videoUrl: clip }),
		wire: () => ({ video: clip }),
		without: ['imageEncoding', 'duration'],
	},
];
