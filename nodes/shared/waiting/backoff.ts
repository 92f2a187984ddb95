const INITIAL_DELAY_MS = 1000;
const MAX_DELAY_MS = 30_000;

/** A pause is up to this part shorter or longer, so that what was refused together does not return together. */
const JITTER = 0.25;

/**
 * How long to pause after so many tries in a row, in milliseconds: twice as long each time, up to half
 * a minute.
 *
 * @param tries from 1
 * @param random from 0 to 1
 */
export function backoff(tries: number, random: () => number): number {
	const pause = Math.min(MAX_DELAY_MS, INITIAL_DELAY_MS * 2 ** Math.min(tries - 1, 10));
	return pause * (1 + JITTER * (2 * random() - 1));
}
