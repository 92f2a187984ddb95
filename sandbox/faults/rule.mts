import { z } from 'zod/v4';
import { reasons } from '../apiError.mts';

/** Faults without data, or one to be extended. sandbox/README.md says what each kind does. */
const kind = <const Names extends readonly string[]>(...names: Names) =>
	z.strictObject({ kind: z.literal(names) });

const headers = z.record(z.string(), z.string()).optional();

/** Real seconds, whatever the speed of the sandbox; at most a day. */
const seconds = z.number().min(0).max(86_400);

/** Faults of the connection, or of the whole answer. */
const anywhere = [
	kind('answer').extend({ status: z.int().min(200).max(599), body: z.json().optional(), headers }),
	kind('error').extend({ reason: z.enum(reasons), message: z.string().optional(), headers }),
	kind('html').extend({ status: z.literal([502, 503, 504]).default(502) }),
	kind('redirect').extend({ location: z.string(), status: z.int().min(300).max(399).default(302) }),
	kind('headers').extend({ headers: z.record(z.string(), z.string()) }),
	kind('empty', 'compress'),
	kind('reset', 'resetAfter', 'hang', 'hangAfter'),
	kind('hangInBody', 'truncate', 'cutBody'),
	kind('delay').extend({ seconds }),
	kind('drip').extend({ seconds: seconds.default(1) }),
] as const;

/** Faults of the task that is submitted. Several may come together. */
const ofTasks = [
	kind('fails').extend({ reason: z.string().default('The sandbox was told to let this fail.') }),
	kind('takes').extend({ seconds }),
	kind('lateLinks').extend({ seconds }),
	kind('lateFiles').extend({ seconds }),
	kind('neverEnds', 'noVideos'),
] as const;

/** Faults of the result of a task. */
const ofResults = [
	kind('taskStatus').extend({ status: z.string(), reason: z.string().optional() }),
	kind('videos').extend({ value: z.literal([null, 'absent', 'empty']) }),
	kind('videoTtl').extend({ value: z.json() }),
	kind('videoUrl').extend({ url: z.string() }),
	kind('noHints'),
] as const;

/** What a rule with another fault is told. */
const unknownKind = 'must have a kind that sandbox/README.md lists for these requests';

const submitFault = z.discriminatedUnion('kind', [...anywhere, ...ofTasks], unknownKind);
const pollFault = z.discriminatedUnion('kind', [...anywhere, ...ofResults], unknownKind);
const downloadFault = z.discriminatedUnion('kind', anywhere, unknownKind);

/** The first `after` matching requests are spared; then `times` are hit (all, without it). */
const counting = {
	after: z.int().min(0).default(0),
	times: z.int().min(1).optional(),
	/** Only requests about a task whose prompt contains this. */
	matching: z.string().default(''),
};
const ofOneTask = { ...counting, taskId: z.string().optional() };

export const ruleSchema = z.discriminatedUnion('on', [
	z.strictObject({ on: z.literal('submit'), ...counting, do: submitFault }),
	z.strictObject({ on: z.literal('poll'), ...ofOneTask, do: pollFault }),
	z.strictObject({ on: z.literal('download'), ...ofOneTask, do: downloadFault }),
]);

/** A rule as it is written, with defaults left out. */
export type Rule = z.input<typeof ruleSchema>;
/** A rule after its check. */
export type CheckedRule = z.output<typeof ruleSchema>;
export type Fault = CheckedRule['do'];
