import type { GenerationRequest } from './highwayApiClient';
import type { BodyText } from './jsonBody';

const PATH = '/v3/async/veo-3.1-lite-firstlastframe';

/**
 * What the model can be told beside its two frames: by the name of the node's field, the name of the
 * field on the wire, as the vendor's page of the model lists them. The node's fields say which values
 * they take.
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

/** One generation of Veo 3.1 Lite between two frames, checked. */
export interface FirstLastFrame {
	/** URL, Base64 data or data URI of a JPEG or PNG, or the file itself. */
	firstFrame: BodyText;
	/** As `firstFrame`. */
	lastFrame: BodyText;
	/** Only what is set here is sent, with any value: `seed: 0` and `enhancePrompt: false` are sent. */
	settings: Partial<Record<SettingName, string | number | boolean>>;
}

/** The generation as the API expects it. */
export function firstLastFrameRequest(generation: FirstLastFrame): GenerationRequest {
	const { firstFrame, lastFrame, settings } = generation;
	return {
		path: PATH,
		images: { image: firstFrame, last_frame_image: lastFrame },
		settings: Object.fromEntries(
			SETTING_NAMES.map((name) => [WIRE_NAMES[name], settings[name]] as const),
		),
	};
}
