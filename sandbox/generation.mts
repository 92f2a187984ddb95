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

export const picture = z.string(wants('a string: a URL or Base64 data of a JPEG or PNG image'));
export const videoAddress = z
	.string(wants('a string: the URL of a video'))
	.regex(/^https?:\/\/\S+$/i, 'must be an http(s) URL');
export const prompt = z.string(wants('a string')).regex(/\S/, 'must not be blank');
/** As long as the sibling models take one. */
export const longPrompt = prompt.max(2048, 'must have at most 2048 characters');

const yesOrNo = z.boolean(wants('true or false'));
const seconds = z.literal([4, 6, 8], wants('4, 6 or 8'));

/** All that a generation can be told beside what it is made of, with the API's defaults. */
export const settings = {
	duration: seconds.default(8),
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
};

/** Sibling models name the duration otherwise on some of the vendor's pages. */
export const siblingSettings = { duration_seconds: seconds.optional() };

const generationSchema = z.object({ prompt, ...settings });

/** A generation without what it is made of, which is kept only until it is rendered. */
export type Generation = z.infer<typeof generationSchema>;

function sentence(
	issue: z.core.$ZodIssue,
	otherNames: Record<string, string>,
): { field: string; text: string } {
	if (issue.code === 'unrecognized_keys') {
		const field = issue.keys[0] ?? '';
		const right = otherNames[field];
		const hint = right ? `; it says "${right}"` : '';
		return { field, text: `"${field}" is not a field of this model${hint}` };
	}
	const field = issue.path.join('.');
	return { field, text: field ? `"${field}" ${issue.message}` : 'The body must be a JSON object' };
}

/**
 * The refusal of a body whose names, types, ranges or values are not those of the vendor's page.
 *
 * @param otherNames what other models call fields of this one
 * @returns INVALID_REQUEST_BODY that names every field it refuses
 */
export function refusalOf(error: z.ZodError, otherNames: Record<string, string>): ApiError {
	const found = error.issues.map((issue) => sentence(issue, otherNames));
	return new ApiError('INVALID_REQUEST_BODY', found.map(({ text }) => text).join('; '), {
		fields: found.map(({ field }) => field),
	});
}
