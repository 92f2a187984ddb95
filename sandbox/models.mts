import { z } from 'zod/v4';
import { ApiError } from './apiError.mts';

/** What a model makes, with the type of its files: the end of their names, and their `…_type` in a result. */
export const FILE_TYPES = { video: 'mp4', image: 'png', audio: 'wav' } as const;
export type Made = keyof typeof FILE_TYPES;

const text = z.string();
const prompt = text.regex(/\S/, 'must not be blank');
const httpUrl = text.regex(/^https?:\/\/\S+$/i, 'must be an http(s) URL');
const duration = z.literal([4, 6, 8]).default(8);
const enhance_prompt = z.boolean().default(true);

/** What all models of the family take, with the API's defaults. */
const settings = {
	prompt,
	resolution: z.literal(['720p', '1080p']).default('720p'),
	aspect_ratio: z.literal(['16:9', '9:16']).default('16:9'),
	sample_count: z.int().min(1).max(4).default(1),
	seed: z.int().min(0).max(4_294_967_295).optional(),
	generate_audio: z.boolean().default(false),
	negative_prompt: text.optional(),
	person_generation: z.literal(['allow_adult', 'dont_allow']).default('allow_adult'),
};

/** A generation without what it is made of, which is kept only until it is rendered. */
export type Generation = z.infer<z.ZodObject<typeof settings>> & {
	duration?: 4 | 6 | 8;
	enhance_prompt?: boolean;
};

/** What a generation is made of. */
export interface Sources {
	image?: string;
	last_frame_image?: string;
	/** URL of a video to continue. */
	video?: string;
}

/** One model of the API, as far as the sandbox stands in for it. */
export interface Model {
	/** The last part of its path. */
	name: string;
	makes: Made;
	/** The fields of its page, and no other. */
	schema: z.ZodType<Generation & Sources> & { shape: object };
}

/** The Veo 3.1 Lite family, and two of the sandbox's own, for tasks that make no video. */
export const models: readonly Model[] = [
	{
		name: 'veo-3.1-lite-firstlastframe',
		makes: 'video',
		schema: z.strictObject({
			...{ image: text, last_frame_image: text },
			...{ ...settings, duration, enhance_prompt },
		}),
	},
	{
		name: 'veo-3.1-lite-t2v',
		makes: 'video',
		schema: z.strictObject({
			...{ ...settings, duration, enhance_prompt },
			...{ prompt: prompt.max(2048), negative_prompt: text.max(2048).optional() },
			// Its page gives no range.
			seed: z.int().optional(),
		}),
	},
	{
		name: 'veo-3.1-lite-i2v',
		makes: 'video',
		schema: z.strictObject({ image: text, ...settings, duration }),
	},
	{
		name: 'veo-3.1-lite-extend',
		makes: 'video',
		schema: z.strictObject({ video: httpUrl, ...settings, enhance_prompt }),
	},
	{ name: 'sandbox-image', makes: 'image', schema: z.strictObject(settings) },
	{ name: 'sandbox-sound', makes: 'audio', schema: z.strictObject({ ...settings, duration }) },
];

/** What the vendor's larger models call these fields. */
const OTHER_NAMES: Record<string, string> = {
	last_image: 'last_frame_image',
	duration_seconds: 'duration',
};

/**
 * Checks names, types, ranges and values of a body against those of the vendor's page.
 * @throws {ApiError} INVALID_REQUEST_BODY that names every field it refuses
 */
export function checkBody({ schema }: Model, body: unknown) {
	const { data, error } = schema.safeParse(body);
	if (error) {
		const found = error.issues.map((issue) => {
			if (issue.code !== 'unrecognized_keys')
				return { field: issue.path.join('.'), why: issue.message };
			const [field = ''] = issue.keys;
			const here = OTHER_NAMES[field] ?? '';
			const hint = here in schema.shape ? `; it says "${here}"` : '';
			return { field, why: `is not a field of this model${hint}` };
		});
		const sentences = found.map(({ field, why }) => (field ? `"${field}": ${why}` : why));
		const fields = found.map(({ field }) => field);
		throw new ApiError('INVALID_REQUEST_BODY', sentences.join('; '), { fields });
	}
	const { image, last_frame_image, video, ...generation } = data;
	return { generation, sources: { image, last_frame_image, video } };
}
