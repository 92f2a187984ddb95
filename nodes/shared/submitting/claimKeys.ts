import { createHash } from 'node:crypto';

/** Enough characters of Base64 that two things never get the same one: 132 bits. */
const KEY_LENGTH = 22;

/** Enough that a person's code fits one claim alone, and few enough to copy by eye. */
const CODE_LENGTH = 8;

/** A short text that is the same for the same parts, and reveals nothing of them. */
export function hashKey(...parts: ReadonlyArray<string | number>): string {
	return createHash('sha256')
		.update(JSON.stringify(parts))
		.digest('base64url')
		.slice(0, KEY_LENGTH);
}

/**
 * The key of a submission that a person has let go out once more.
 *
 * @param generation how many times a person has done so, from 0
 */
export function generationKey(key: string, generation: number): string {
	return generation === 0 ? key : hashKey('again', generation, key);
}

/** What a person enters to have a submission sent that is claimed under this key. */
export function resubmitCode(key: string): string {
	return createHash('sha256').update(`code ${key}`).digest('hex').slice(0, CODE_LENGTH);
}

/** The codes in what a person entered, with anything between them. */
export function parseCodes(text: string): ReadonlySet<string> {
	return new Set(text.toLowerCase().match(/\b[0-9a-f]{8}\b/g) ?? []);
}

/** Nobody lets a submission go out once more so often. */
const MAX_GENERATIONS = 20;

/**
 * How many times a person has let a submission go out once more: one more than the last generation
 * whose code was entered, since a new code replaces the old one in the field.
 */
export function allowedGeneration(key: string, codes: ReadonlySet<string>): number {
	if (codes.size === 0) return 0;
	for (let generation = MAX_GENERATIONS; generation > 0; generation--) {
		if (codes.has(resubmitCode(generationKey(key, generation - 1)))) return generation;
	}
	return 0;
}
