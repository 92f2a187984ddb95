import { jsonAnswer, type Answer } from './answer.mts';
import { ApiError } from './apiError.mts';
import type { Arrived } from './entrance.mts';
import type { Generation } from './generation.mts';
import { misdeedsInPrompt } from './misbehaviour/promptWords.mts';
import { isFate, type Fate, type Misdeed } from './misbehaviour/rule.mts';
import type { Model } from './models.mts';
import { readSources } from './sources.mts';
import type { RateLimit } from './rateLimit.mts';
import type { TaskStore } from './taskStore.mts';
import { counted } from './words.mts';

function inWords({ duration, resolution, aspect_ratio, generate_audio, ...rest }: Generation) {
	const audio = generate_audio ? 'with audio' : 'no audio';
	const samples = counted(rest.sample_count, 'sample');
	return `${duration} s, ${resolution}, ${aspect_ratio}, ${audio}, ${samples}`;
}

function fatesFrom(prompt: string, misdeed: Misdeed | undefined): Fate[] {
	const asked = misdeedsInPrompt(prompt);
	const refusal = asked.find((wish) => wish.kind === 'error');
	if (refusal) throw new ApiError(refusal.reason, refusal.message);
	return [...(misdeed ? [misdeed] : []), ...asked].filter(isFate);
}

/**
 * Submits a generation: checks everything that the service would check, and creates the task.
 * @throws {ApiError} INVALID_REQUEST_BODY, or what the prompt asks for with `[sandbox: …]`
 */
export async function submit(
	model: Model,
	{ request, body }: Arrived,
	misdeed: Misdeed | undefined,
	tasks: TaskStore,
	limit: RateLimit,
	closing: AbortSignal,
): Promise<Answer> {
	if (!request.is('application/json')) {
		const message = 'The Content-Type must be application/json';
		throw new ApiError('INVALID_REQUEST_BODY', message);
	}
	const submitted = model.check(body);
	const { generation } = submitted;
	const sources = await readSources(submitted, closing);
	const fates = fatesFrom(generation.prompt, misdeed);
	limit.countTask();
	const task = tasks.accept({ model, generation, ...sources }, fates);
	const frames = task.frames.length === 0 ? '' : `; frames: ${task.frames.join(' → ')}`;
	const said = `task ${task.id} accepted: ${inWords(generation)}${frames}`;
	return jsonAnswer(200, { task_id: task.id }, said);
}
