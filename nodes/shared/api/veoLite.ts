/** A model of the Veo 3.1 Lite family, as the vendor's page about it says. */
export interface VeoLiteModel {
	path: string;
	/** Images that it takes, JPEG or PNG: the prefix of the node's fields, and the name on the wire. */
	images: Readonly<Record<string, string>>;
	/** Files that it takes as a URL only: the node's field, and the name on the wire. */
	links: Readonly<Record<string, string>>;
	/** Of the prompt, and of the negative prompt, in characters; no limit where the page gives none. */
	maxPromptLength?: number;
	/** Whether the page says that prompts must be in English. */
	englishOnly?: boolean;
}

const PATH = '/v3/async/veo-3.1-lite-';

export const VEO_LITE_MODELS = {
	firstLastFrame: {
		path: `${PATH}firstlastframe`,
		images: { firstFrame: 'image', lastFrame: 'last_frame_image' },
		links: {},
	},
	textToVideo: { path: `${PATH}t2v`, images: {}, links: {}, maxPromptLength: 2048 },
	imageToVideo: { path: `${PATH}i2v`, images: { image: 'image' }, links: {} },
	extendVideo: {
		path: `${PATH}extend`,
		images: {},
		links: { videoUrl: 'video' },
		englishOnly: true,
	},
} as const satisfies Record<string, VeoLiteModel>;

/**
 * The other fields of a request: the node's field, and the name on the wire. A node has those of them that
 * its model takes, with their values.
 */
export const WIRE_NAMES = {
	prompt: 'prompt',
	duration: 'duration',
	resolution: 'resolution',
	aspectRatio: 'aspect_ratio',
	generateAudio: 'generate_audio',
	negativePrompt: 'negative_prompt',
	sampleCount: 'sample_count',
	seed: 'seed',
	enhancePrompt: 'enhance_prompt',
	personGeneration: 'person_generation',
} as const;

/** By the names on the wire. All that is set is sent, also `seed: 0`. */
export type VideoSettings = Partial<Record<string, string | number | boolean>>;

/** What the output says of an order: the last part of the model's path, how many videos, and their form. */
export function orderOf({ path }: VeoLiteModel, settings: VideoSettings, videos: number) {
	const form = ['duration', 'resolution', 'aspect_ratio', 'generate_audio']
		.filter((name) => settings[name] !== undefined)
		.map((name) => [name, settings[name]] as const);
	return { model: path.split('/').at(-1), videos, ...Object.fromEntries(form) };
}
