/** How long another worker may take between reading n8n's row and writing it back. */
export const SETTLING_MS = 150;

/** How often something is written that other workers overwrite. */
const MAX_CALLS = 10;

/**
 * Whether all keys of a claim are its own now, or one of them had been there, or n8n could not write
 * them down.
 */
export type ClaimOutcome = 'mine' | 'taken' | 'unclaimable';

/** What n8n offers to the execution that claims. */
export interface ClaimDoor {
	/**
	 * Writes values into the row.
	 *
	 * @returns those that were not in it before; `granted` where n8n has no such row; `undefined` where
	 *   its database does not work
	 */
	record(values: string[]): Promise<ReadonlySet<string> | 'granted' | undefined>;
	/** Takes values out of the row. @returns whether n8n's database did it */
	remove(values: string[]): Promise<boolean>;
}

/** Something that a process wants of the row, until it is known that no other worker undid it. */
export interface RowEntry {
	readonly keys: readonly string[];
	readonly door: ClaimDoor;
	/** What it needs next, from `dueAt` on. */
	readonly next: 'record' | 'remove';
	readonly values: readonly string[];
	readonly dueAt: number;
	readonly hasEnded: boolean;
	/** @returns whether another worker had overwritten what was done before */
	recorded(found: ReadonlySet<string>, now: number): boolean;
	removed(now: number): void;
	/** Ends it without n8n's row. */
	end(outcome: 'mine' | 'unclaimable'): void;
	/** What is still to be taken out of the row once it has ended. */
	leftover(now: number): RowEntry | undefined;
}

/**
 * A claim writes its keys and a token of its own in one call. When the token is still there a moment
 * later, the call was not overwritten, and what it found new was new. Until then nobody knows whose a
 * key is, so a claim that has lost in part waits for that, too.
 */
export class Claiming implements RowEntry {
	readonly next = 'record';
	hasEnded = false;
	private outcome: ClaimOutcome | undefined;
	private calls = 0;
	/** The keys that nobody had claimed when they were written. */
	private fresh: readonly string[];

	constructor(
		readonly keys: readonly string[],
		readonly token: string,
		readonly door: ClaimDoor,
		public dueAt: number,
		private readonly settle: (outcome: ClaimOutcome) => void,
	) {
		this.fresh = keys;
	}

	get values(): readonly string[] {
		return [...this.fresh, this.token];
	}

	recorded(found: ReadonlySet<string>, now: number): boolean {
		const isKept = this.calls > 0 && !found.has(this.token);
		if (isKept) {
			this.finish(this.fresh.length === this.keys.length ? 'mine' : 'taken');
			return false;
		}
		const wasOverwritten = this.calls > 0;
		this.fresh = this.fresh.filter((key) => found.has(key));
		this.calls += 1;
		this.dueAt = now + SETTLING_MS;
		if (this.fresh.length === 0) this.finish('taken');
		else if (this.calls === MAX_CALLS) this.finish('unclaimable');
		return wasOverwritten;
	}

	removed(): void {}

	end(outcome: 'mine' | 'unclaimable'): void {
		this.finish(outcome);
	}

	/**
	 * Of a claim that is lost, its token and the keys that it holds. Whether it holds any is not known
	 * where n8n could not write: another worker may have overwritten it and claimed the same keys, so
	 * they are only given back once the token is seen again.
	 */
	leftover(now: number): RowEntry | undefined {
		const { outcome, calls, fresh, token, door } = this;
		if (outcome === 'mine' || calls === 0) return undefined;
		if (fresh.length === 0) return clearing([token], door, now);
		const release = new Releasing(fresh, [token], door, now);
		if (outcome === 'unclaimable') release.checkFirst(now);
		return release;
	}

	private finish(outcome: ClaimOutcome): void {
		this.hasEnded = true;
		this.outcome = outcome;
		this.settle(outcome);
	}
}

/**
 * A claim that is given back: its keys are taken out, together with its token. Where another worker
 * writes them back, the token is there again a moment later.
 */
export class Releasing implements RowEntry {
	next: 'record' | 'remove' = 'remove';
	hasEnded = false;
	private calls = 0;
	/** Whether the check that found the tokens gone has written them into the row. */
	private hasLeftTokens = false;

	constructor(
		readonly keys: readonly string[],
		/** Without any, n8n's answer is all there is. */
		private readonly tokens: readonly string[],
		readonly door: ClaimDoor,
		public dueAt: number,
		private readonly settle: () => void = () => {},
	) {}

	get values(): readonly string[] {
		return this.next === 'remove' ? [...this.keys, ...this.tokens] : this.tokens;
	}

	/** Removes nothing unless the tokens are in the row a moment later. */
	checkFirst(now: number): void {
		this.next = 'record';
		this.dueAt = now + SETTLING_MS;
	}

	removed(now: number): void {
		this.calls += 1;
		this.checkFirst(now);
		if (this.tokens.length === 0 || this.calls === MAX_CALLS) this.end();
	}

	recorded(found: ReadonlySet<string>, now: number): boolean {
		const isGone = this.tokens.every((token) => found.has(token));
		this.next = 'remove';
		this.dueAt = now;
		this.hasLeftTokens = isGone;
		if (isGone) this.end();
		return !isGone;
	}

	end(): void {
		this.hasEnded = true;
		this.settle();
	}

	leftover(now: number): RowEntry | undefined {
		return this.hasLeftTokens ? clearing(this.tokens, this.door, now) : undefined;
	}
}

/**
 * Takes out tokens that nobody needs any more, since n8n forgets the oldest claims of a full row.
 * Nobody waits for it, so it shares a later call where there is one.
 */
function clearing(tokens: readonly string[], door: ClaimDoor, now: number): RowEntry {
	return new Releasing(tokens, [], door, now + SETTLING_MS);
}
