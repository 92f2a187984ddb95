import type { Misdeed } from './rule.mts';

/** The words as shown to builders, with what each does. */
export const PROMPT_WORDS: ReadonlyArray<readonly [words: string, effect: string]> = [
	['[sandbox: fail]', 'the task fails when its time is over'],
	['[sandbox: fail too dark]', 'the same, with “too dark” as the reason'],
	['[sandbox: no videos]', 'the task succeeds, but every sample was filtered out'],
	['[sandbox: endless]', 'the task is processed for ever'],
	['[sandbox: slow 120]', 'the task takes 120 seconds, whatever the speed'],
	['[sandbox: refuse]', 'submitting is refused with 400 INVALID_REQUEST_BODY'],
	['[sandbox: no balance]', 'submitting is refused with 403 NOT_ENOUGH_BALANCE'],
];

function unknownWords(words: string): Misdeed {
	const known = PROMPT_WORDS.map(([example]) => example).join(', ');
	const message = `"prompt" holds "[sandbox: ${words}]", which the sandbox does not know. It knows: ${known}`;
	return { kind: 'error', reason: 'INVALID_REQUEST_BODY', message };
}

function understand(words: string): Misdeed {
	const fail = /^fail\b\s*(.*)$/is.exec(words);
	if (fail) {
		return { kind: 'fails', reason: fail[1] || 'The prompt asked the sandbox to let this fail.' };
	}
	const slow = /^slow (\d{1,4}(?:\.\d+)?)$/i.exec(words);
	if (slow) return { kind: 'takes', seconds: Number(slow[1]) };
	switch (words.toLowerCase()) {
		case 'no videos':
			return { kind: 'noVideos' };
		case 'endless':
			return { kind: 'neverEnds' };
		case 'refuse': {
			const message = 'The prompt asked the sandbox to refuse this.';
			return { kind: 'error', reason: 'INVALID_REQUEST_BODY', message };
		}
		case 'no balance':
			return { kind: 'error', reason: 'NOT_ENOUGH_BALANCE' };
		default:
			return unknownWords(words);
	}
}

/** The misbehaviours that a prompt asks for with `[sandbox: …]`, in the order of writing. */
export function misdeedsInPrompt(prompt: string): Misdeed[] {
	const asked = prompt.matchAll(/\[sandbox:([^\]]*)\]/gi);
	return Array.from(asked, ([, words = '']) => understand(words.trim()));
}
