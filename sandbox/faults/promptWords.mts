import { ApiError } from '../apiError.mts';
import type { Fault } from './rule.mts';

/** The words as shown to builders, with what each does. */
export const PROMPT_WORDS: ReadonlyArray<readonly [words: string, effect: string]> = [
	['[sandbox: fail]', 'the task fails when its time is over'],
	['[sandbox: fail too dark]', 'the same, with “too dark” as the reason'],
	['[sandbox: no videos]', 'the task succeeds, but every sample was filtered out'],
	['[sandbox: endless]', 'the task never finishes'],
	['[sandbox: slow 120]', 'the task takes 120 seconds, whatever the speed'],
	['[sandbox: late links 20]', 'the task succeeds, and its links come 20 seconds later'],
	['[sandbox: late files 20]', 'the file host answers 404 for 20 seconds after the success'],
	['[sandbox: refuse]', 'submitting is refused with 400 INVALID_REQUEST_BODY'],
	['[sandbox: no balance]', 'submitting is refused with 403 NOT_ENOUGH_BALANCE'],
];

function faultOf(words: string): Fault {
	const [, verb = words, rest = ''] =
		/^(fail|slow|late links|late files)\b\s*(.*)$/is.exec(words) ?? [];
	switch (verb.toLowerCase()) {
		case 'fail':
			return { kind: 'fails', reason: rest || 'The prompt asked the sandbox to let this fail.' };
		case 'no videos':
			return { kind: 'noVideos' };
		case 'endless':
			return { kind: 'neverEnds' };
		case 'refuse':
			throw new ApiError('INVALID_REQUEST_BODY', 'The prompt asked the sandbox to refuse this.');
		case 'no balance':
			throw new ApiError('NOT_ENOUGH_BALANCE');
	}
	const kinds = { slow: 'takes', 'late links': 'lateLinks', 'late files': 'lateFiles' } as const;
	const kind = kinds[verb.toLowerCase() as keyof typeof kinds];
	if (kind && /^\d{1,4}(\.\d+)?$/.test(rest)) return { kind, seconds: Number(rest) };
	const known = PROMPT_WORDS.map(([example]) => example).join(', ');
	throw new ApiError(
		'INVALID_REQUEST_BODY',
		`"prompt" holds "[sandbox: ${words}]", which the sandbox does not know. It knows: ${known}`,
	);
}

/**
 * What a prompt asks to go wrong with its task by `[sandbox: …]`.
 * @throws {ApiError} where it asks for a refusal, or for something unknown
 */
export function faultsInPrompt(prompt: string): Fault[] {
	const asked = prompt.matchAll(/\[sandbox:([^\]]*)\]/gi);
	return Array.from(asked, ([, words = '']) => faultOf(words.trim()));
}
