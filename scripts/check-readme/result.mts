import type { At } from './markdown.mts';

/** One thing that was checked. */
export interface Result {
	at?: At;
	what: string;
	/** Why it is not as it should be; absent where it is. */
	problem?: string;
	/** What there is to know about it all the same. */
	note?: string;
	/** It was not checked here; the note says why. */
	isLeft?: boolean;
}

/** A result as a line for people. */
export function lineOf({ at, what, problem, note, isLeft = false }: Result): string {
	const place = at ? `${at.file}:${at.line}  ` : '';
	const more = problem ?? note;
	const mark = problem !== undefined ? '✗' : isLeft ? '–' : '✓';
	return `${mark} ${place}${what}${more ? `: ${more}` : ''}`;
}
