import { z } from 'zod/v4';
import { ApiError } from './apiError.mts';

/** Written for the messages of a builder: the field's name comes before it. */
function wants(what: string) {
	return {
		error: ({ input }: { input?: unknown }) =>
			input === undefined ? 'is required' : `must be ${what}`,
	};
}

function wholeNumber(min: number, max: number) {
	const inRange = (value: unknown) =>
		typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
	return z.custom<number>(inRange, wants(`a whole number from ${min} to ${max}`));
}

const picture = z.string(wants('a string: a URL or Base64 data of a JPEG or PNG image'));
const yesOrNo = z.boolean(wants('true or false'));

const generationSchema = z.strictObject({
	image: picture,
	last_frame_image: picture,
	prompt: z.string(wants('a string')).regex(/\S/, 'must not be blank'),
	duration: z.literal([4, 6, 8], wants('4, 6 or 8')).default(8),
	resolution: z.literal(['720p', '1080p'], wants('"720p" or "1080p"')).default('720p'),
	aspect_ratio: z.literal(['16:9', '9:16'], wants('"16:9" or "9:16"')).default('16:9'),
	sample_count: wholeNumber(1, 4).default(1),
	seed: wholeNumber(0, 4_294_967_295).optional(),
	enhance_prompt: yesOrNo.default(true),
	generate_audio: yesOrNo.default(false),
	negative_prompt: z.string(wants('a string')).optional(),
	person_generation: z
		.literal(['allow_adult', 'dont_allow'], wants('"allow_adult" or "dont_allow"'))
		.default('allow_adult'),
});

/** The twelve body fields of the model, checked, with the API's defaults for what was absent. */
export type SubmittedGeneration = z.infer<typeof generationSchema>;

/** A generation without its two pictures, which are kept only until the video is rendered. */
export type Generation = Omit<SubmittedGeneration, 'image' | 'last_frame_image'>;

/** Names that sibling models of the vendor use for fields of this one. */
const SIBLING_NAMES: Record<string, string> = {
	last_image: 'last_frame_image',
	duration_seconds: 'duration',
};

function sentence(issue: z.core.$ZodIssue): { field: string; text: string } {
	if (issue.code === 'unrecognized_keys') {
		const field = issue.keys[0] ?? '';
		const right = SIBLING_NAMES[field];
		const hint = right ? `; it says "${right}"` : '';
		return { field, text: `"${field}" is not a field of this model${hint}` };
	}
	const field = issue.path.join('.');
	return { field, text: field ? `"${field}" ${issue.message}` : 'The body must be a JSON object' };
}

/**
 * Checks names, types, ranges and allowed values as the vendor's page of the model lists them.
 * @throws {ApiError} INVALID_REQUEST_BODY that names every field it refuses
 */
export function checkGeneration(body: unknown): SubmittedGeneration {
	const checked = generationSchema.safeParse(body);
	if (checked.success) return checked.data;
	const found = checked.error.issues.map(sentence);
	throw new ApiError('INVALID_REQUEST_BODY', found.map(({ text }) => text).join('; '), {
		fields: found.map(({ field }) => field),
	});
}
