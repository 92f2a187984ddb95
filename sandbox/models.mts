import { z } from 'zod/v4';
import {
	longPrompt,
	picture,
	prompt,
	refusalOf,
	settings,
	siblingSettings,
	videoAddress,
	type Generation,
} from './generation.mts';

export type MadeThing = 'video' | 'image' | 'audio';

/** A body that was checked: what is to be made, and what it is to be made of. */
export interface Submitted {
	generation: Generation;
	image?: string | undefined;
	last_frame_image?: string | undefined;
	/** Address of a video to go on from. */
	video?: string | undefined;
}

/** One model of the API, as far as the sandbox stands in for it. */
export interface Model {
	/** The last part of its path. */
	name: string;
	taskType: string;
	makes: MadeThing;
	/** @throws {ApiError} INVALID_REQUEST_BODY that names every field it refuses */
	check(body: unknown): Submitted;
}

function model(
	name: string,
	makes: MadeThing,
	schema: z.ZodType<SubmittedBody>,
	otherNames: Record<string, string> = {},
): Model {
	return {
		name,
		taskType: name.toUpperCase().replace(/[^A-Z0-9]+/g, '_'),
		makes,
		check: (body) => {
			const checked = schema.safeParse(body);
			if (!checked.success) throw refusalOf(checked.error, otherNames);
			return submitted(checked.data);
		},
	};
}

type SubmittedBody = Omit<Submitted, 'generation'> & Generation & { duration_seconds?: 4 | 6 | 8 };

function submitted(body: SubmittedBody): Submitted {
	const { image, last_frame_image, video, duration_seconds, ...generation } = body;
	return {
		generation: { ...generation, duration: duration_seconds ?? generation.duration },
		image,
		last_frame_image,
		video,
	};
}

const siblingTexts = { prompt: longPrompt, negative_prompt: longPrompt.optional() };

/**
 * The model of the vendor's page; its siblings, of which less is known, so that they take the same
 * settings; and two of the sandbox's own, for tasks that make something other than a video.
 */
export const models: readonly Model[] = [
	model(
		'veo-3.1-lite-firstlastframe',
		'video',
		z.strictObject({ image: picture, last_frame_image: picture, prompt, ...settings }),
		// Names that sibling models of the vendor use for fields of this one.
		{ last_image: 'last_frame_image', duration_seconds: 'duration' },
	),
	model(
		'veo-3.1-lite-t2v',
		'video',
		z.strictObject({ ...settings, ...siblingSettings, ...siblingTexts }),
	),
	model(
		'veo-3.1-lite-i2v',
		'video',
		z.strictObject({ image: picture, ...settings, ...siblingSettings, ...siblingTexts }),
	),
	model(
		'veo-3.1-lite-extend',
		'video',
		z.strictObject({ video: videoAddress, ...settings, ...siblingSettings, ...siblingTexts }),
	),
	model('sandbox-image', 'image', z.strictObject({ ...settings, prompt })),
	model('sandbox-sound', 'audio', z.strictObject({ ...settings, prompt })),
];

/** File name extension of what a model makes, and so its `…_type` in a result. */
export const FILE_TYPES: Record<MadeThing, string> = { video: 'mp4', image: 'png', audio: 'wav' };
