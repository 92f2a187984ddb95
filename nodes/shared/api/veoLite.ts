import type { GenerationRequest } from './highwayApiClient';
import type { BodyText } from './jsonBody';

/** A model of the Veo 3.1 Lite family, as the vendor's page of it says. */
export interface VeoLiteModel {
	path: string;
	/** Images it takes, each a JPEG or PNG: by the name of the node's fields, the name on the wire. */
	images: Readonly<Record<string, string>>;
	/** Files it takes by their URL alone: the same. */
	links: Readonly<Record<string, string>>;
	/** Of the prompt and of the negative prompt, in characters. */
	maxPromptLength?: number;
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
	},
} as const satisfies Record<string, VeoLiteModel>;

/**
 * What the models can be told beside: by the name of the node's field, the name on the wire. Which of
 * them a model knows, and which values they take, the fields of its node say.
 */
const WIRE_NAMES = {
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

export type SettingName = keyof typeof WIRE_NAMES;

export const SETTING_NAMES = Object.keys(WIRE_NAMES) as SettingName[];

/** Only what is set here is sent, with any value: `seed: 0` and `enhancePrompt: false` are sent. */
export type VideoSettings = Partial<Record<SettingName, string | number | boolean>>;

/**
 * A generation as the API expects it.
 *
 * @param inputs images and links, by their names on the wire
 */
export function veoLiteRequest(
	{ path }: VeoLiteModel,
	inputs: Record<string, BodyText>,
	settings: VideoSettings,
): GenerationRequest {
	const named = SETTING_NAMES.map((name) => [WIRE_NAMES[name], settings[name]] as const);
	return { path, images: inputs, settings: Object.fromEntries(named) };
}

/** What is ordered by a request, as it is sent: what a person wants to know of it later. */
export function orderOf({ path, settings }: GenerationRequest, videos: number): Order {
	const told = ['duration', 'resolution', 'aspect_ratio', 'generate_audio'].flatMap((name) =>
		settings[name] === undefined ? [] : [[name, settings[name]] as const],
	);
	return { model: path.split('/').at(-1) ?? path, videos, ...Object.fromEntries(told) };
}

/** `duration`, `resolution`, `aspect_ratio` and `generate_audio` as far as the model has them. */
export interface Order extends Partial<Record<string, string | number | boolean>> {
	/** The last part of the model's path. */
	model: string;
	/** How many. */
	videos: number;
}
