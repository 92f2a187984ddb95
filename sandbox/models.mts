import { z } from 'zod/v4';
import { ApiError } from './apiError.mts';

/** What a model makes, with the type of its files: the end of their names, and their `…_type` in a result. */
export const FILE_TYPES = { video: 'mp4', image: 'png', audio: 'wav' } as const;
export type Made = keyof typeof FILE_TYPES;

const text = z.string();
const prompt = text.regex(/\S/, 'must not be blank');
const httpUrl = text.regex(/^https?:\/\/\S+$/i, 'must be an http(s) URL');
const seconds = z.literal([4, 6, 8]);

/** All that a generation can be told beside what it is made of, with the API's defaults. */
const settings = {
	prompt,
	duration: seconds.default(8),
	resolution: z.literal(['720p', '1080p']).default('720p'),
	aspect_ratio: z.literal(['16:9', '9:16']).default('16:9'),
	sample_count: z.int().min(1).max(4).default(1),
	seed: z.int().min(0).max(4_294_967_295).optional(),
	enhance_prompt: z.boolean().default(true),
	generate_audio: z.boolean().default(false),
	negative_prompt: text.optional(),
	person_generation: z.literal(['allow_adult', 'dont_allow']).default('allow_adult'),
};

/** Sibling models limit texts, and name the duration otherwise on some of the vendor's pages. */
const siblingSettings = {
	...settings,
	prompt: prompt.max(2048),
	negative_prompt: text.max(2048).optional(),
	duration_seconds: seconds.optional(),
};

/** A generation without what it is made of, which is kept only until it is rendered. */
export type Generation = z.infer<z.ZodObject<typeof settings>>;

/** What a generation is made of. */
export interface Sources {
	image?: string;
	last_frame_image?: string;
	/** URL of a video to continue. */
	video?: string;
}

type Body = Generation & Sources & { duration_seconds?: 4 | 6 | 8 };

/** One model of the API, as far as the sandbox stands in for it. */
export interface Model {
	/** The last part of its path. */
	name: string;
	makes: Made;
	schema: z.ZodType<Body>;
	/** What its siblings call fields of this one. */
	otherNames?: Record<string, string>;
}

/**
 * The model of the vendor's page; its siblings, of which less is known, so that they take the same
 * settings; and two of the sandbox's own, for tasks that make something other than a video.
 */
export const models: readonly Model[] = [
	{
		name: 'veo-3.1-lite-firstlastframe',
		makes: 'video',
		schema: z.strictObject({ image: text, last_frame_image: text, ...settings }),
		otherNames: { last_image: 'last_frame_image', duration_seconds: 'duration' },
	},
	{ name: 'veo-3.1-lite-t2v', makes: 'video', schema: z.strictObject(siblingSettings) },
	{
		name: 'veo-3.1-lite-i2v',
		makes: 'video',
		schema: z.strictObject({ image: text, ...siblingSettings }),
	},
	{
		name: 'veo-3.1-lite-extend',
		makes: 'video',
		schema: z.strictObject({ video: httpUrl, ...siblingSettings }),
	},
	{ name: 'sandbox-image', makes: 'image', schema: z.strictObject(settings) },
	{ name: 'sandbox-sound', makes: 'audio', schema: z.strictObject(settings) },
];

/**
 * Checks names, types, ranges and values of a body against those of the vendor's page.
 * @throws {ApiError} INVALID_REQUEST_BODY that names every field it refuses
 */
export function checkBody({ schema, otherNames = {} }: Model, body: unknown) {
	const { data, error } = schema.safeParse(body);
	if (error) {
		const found = error.issues.map((issue) => {
			if (issue.code !== 'unrecognized_keys')
				return { field: issue.path.join('.'), why: issue.message };
			const [field = ''] = issue.keys;
			const hint = otherNames[field] === undefined ? '' : `; it says "${otherNames[field]}"`;
			return { field, why: `is not a field of this model${hint}` };
		});
		const sentences = found.map(({ field, why }) => (field ? `"${field}": ${why}` : why));
		const fields = found.map(({ field }) => field);
		throw new ApiError('INVALID_REQUEST_BODY', sentences.join('; '), { fields });
	}
	const { image, last_frame_image, video, duration_seconds, ...settings } = data;
	const generation: Generation = { ...settings, duration: duration_seconds ?? settings.duration };
	const sources: Sources = { image, last_frame_image, video };
	return { generation, sources };
}
