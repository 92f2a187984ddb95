import { z } from 'zod/v4';
import { reasons } from '../apiError.mts';

const headers = z.record(z.string(), z.string()).optional();

/** Real seconds, whatever the speed of the sandbox; at most a day. */
const seconds = z.number().min(0).max(86_400);

const kind = <Name extends string>(name: Name) => z.strictObject({ kind: z.literal(name) });

/** What can go wrong with any request, wherever it goes. */
const anywhere = [
	// This answer instead of the normal one. An object is sent as JSON, a string as it is.
	kind('answer').extend({
		status: z.int().min(200).max(599),
		body: z.json().optional(),
		headers,
	}),
	// An error of the API by its name, with the status and body that belong to it.
	kind('error').extend({ reason: z.enum(reasons), message: z.string().optional(), headers }),
	// The HTML page of a gateway in front of the service.
	kind('html').extend({ status: z.literal([502, 503, 504]).default(502) }),
	// A redirect to another place.
	kind('redirect').extend({
		location: z.string(),
		status: z.literal([301, 302, 303, 307, 308]).default(302),
	}),
	// 200 without a body.
	kind('empty'),
	// Handled as normal, but only after this many seconds.
	kind('delay').extend({ seconds }),
	// The connection is reset before anything is handled.
	kind('reset'),
	// Handled (a submit is accepted and would be billed), then the connection is reset.
	kind('resetAfter'),
	// Nothing is handled, and no answer ever comes.
	kind('hang'),
	// Handled, but the answer never comes.
	kind('hangAfter'),
	// Handled; headers and the first half of the body come, then silence on an open connection.
	kind('hangInBody'),
	// Handled; the first half of the body comes as if it were all of it.
	kind('truncate'),
	// Handled; the first half of the body comes, then the connection closes short of Content-Length.
	kind('cutBody'),
	// Handled; headers come, then a byte of the body each so many seconds.
	kind('drip').extend({ seconds: seconds.default(1) }),
	// Handled, and compressed though nobody asked for it.
	kind('compress'),
] as const;

/** What can become of the task that a submit creates. Several may come together. */
const fates = [
	// Fails at the end of its time, for this reason.
	kind('fails').extend({ reason: z.string().default('The sandbox was told to let this fail.') }),
	// Is processed for ever.
	kind('neverEnds'),
	// Takes this long.
	kind('takes').extend({ seconds }),
	// Succeeds, but every sample was filtered out.
	kind('noVideos'),
] as const;

/** What can be odd about the answer to a poll. */
const rewrites = [
	// Another status than the task has, known or never seen before.
	kind('taskStatus').extend({ status: z.string(), reason: z.string().optional() }),
	// `videos` is null, absent or an empty array.
	kind('videos').extend({ value: z.literal([null, 'absent', 'empty']) }),
	// This `video_url_ttl` in every video.
	kind('videoTtl').extend({ value: z.json() }),
	// This `video_url` in every video.
	kind('videoUrl').extend({ url: z.string() }),
	// Neither `eta` nor `progress_percent`.
	kind('noHints'),
] as const;

type Kinds = ReadonlyArray<{ shape: { kind: z.ZodLiteral<string> } }>;

const kindsOf = (misdeeds: Kinds) => misdeeds.map(({ shape }) => shape.kind.value);

/** What to say to a rule whose kind does not exist, or not at this door. */
const oneKindOf = (...groups: Kinds[]) =>
	`must have one of these kinds: ${groups.flatMap(kindsOf).join(', ')}`;

/** The first `after` matching requests are spared; then `times` are hit (all, without it). */
const counting = {
	after: z.int().min(0).default(0),
	times: z.int().min(1).optional(),
	/** Only requests about a task whose prompt contains this. */
	matching: z.string().optional(),
};
const taskId = z.string().optional();

export const ruleSchema = z.discriminatedUnion('on', [
	z.strictObject({
		on: z.literal('submit'),
		...counting,
		do: z.discriminatedUnion('kind', [...anywhere, ...fates], oneKindOf(anywhere, fates)),
	}),
	z.strictObject({
		on: z.literal('poll'),
		...counting,
		taskId,
		do: z.discriminatedUnion('kind', [...anywhere, ...rewrites], oneKindOf(anywhere, rewrites)),
	}),
	z.strictObject({
		on: z.literal('download'),
		...counting,
		taskId,
		do: z.discriminatedUnion('kind', [...anywhere], oneKindOf(anywhere)),
	}),
]);

/** A rule as it is written, with defaults left out. */
export type Rule = z.input<typeof ruleSchema>;
/** A rule after its check. */
export type CheckedRule = z.output<typeof ruleSchema>;
export type Door = CheckedRule['on'];
export type Misdeed = CheckedRule['do'];
export type Fate = z.output<(typeof fates)[number]>;
export type Rewrite = z.output<(typeof rewrites)[number]>;

const fateKinds = kindsOf(fates);
const rewriteKinds = kindsOf(rewrites);

export const isFate = (misdeed: Misdeed): misdeed is Fate => fateKinds.includes(misdeed.kind);
export const isRewrite = (misdeed: Misdeed): misdeed is Rewrite =>
	rewriteKinds.includes(misdeed.kind);
