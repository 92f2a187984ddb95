/** A model of the Veo 3.1 Lite family, as the vendor's page of it says. */
export interface VeoLiteModel {
	path: string;
	/** Images it takes, each a JPEG or PNG: by the name of the node's fields, the name on the wire. */
	images: Readonly<Record<string, string>>;
	/** Files it takes by their URL alone: the same. */
	links: Readonly<Record<string, string>>;
	/** Of the prompt and of the negative prompt, in characters. */
	maxPromptLength?: number;
	/** Whether the page says so of the prompt. */
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
 * What the models can be told beside: by the name of the node's field, the name on the wire. Which of
 * them a model knows, and which values they take, the fields of its node say.
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

/** By the names on the wire. Only what is set is sent, with any value: `seed: 0` is sent. */
export type VideoSettings = Partial<Record<string, string | number | boolean>>;

/** What is ordered, as it is sent: the last part of the model's path, how many videos, and their form. */
export function orderOf({ path }: VeoLiteModel, settings: VideoSettings, videos: number) {
	const form = ['duration', 'resolution', 'aspect_ratio', 'generate_audio']
		.filter((name) => settings[name] !== undefined)
		.map((name) => [name, settings[name]] as const);
	return { model: path.split('/').at(-1), videos, ...Object.fromEntries(form) };
}
