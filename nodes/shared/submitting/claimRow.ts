import { randomUUID } from 'node:crypto';
import type { Clock } from '../waiting/clock';

/** How long another worker may take between reading n8n's row and writing it back. */
const SETTLING_MS = 150;

/** How often a claim is written that other workers overwrite. */
const MOST_CALLS = 10;

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
	 * @returns those that were not in it before; `undefined` where n8n's database does not work, and
	 *   `granted` where n8n has no such row
	 */
	record(values: string[]): Promise<ReadonlySet<string> | 'granted' | undefined>;
	release(keys: readonly string[]): Promise<void>;
}

interface Claim {
	readonly keys: readonly string[];
	readonly door: ClaimDoor;
	readonly settle: (outcome: ClaimOutcome) => void;
	/** The keys that nobody had claimed when they were written. */
	fresh: readonly string[];
	/** Was written by the same call as the keys, and by no call before it. */
	token?: string;
	calls: number;
	dueAt: number;
}

/**
 * The claims of a process in one row of n8n's deduplication.
 *
 * n8n reads the row, changes it and writes it back without a lock, so a call can overwrite what
 * another worker has just written. Each call therefore writes a token of its own: when that is still
 * there a moment later, the call was not overwritten, and what it found new was new.
 *
 * One call takes all claims that are due, whichever execution they are from, and a process that was
 * overwritten pauses. Without that, a crowd of executions on several workers writes all the time, and
 * each overwrites the others.
 */
export class ClaimRow {
	private claims: Claim[] = [];
	private restsUntil = -Infinity;
	private isRunning = false;
	private wake = new AbortController();

	/** @param random from 0 to 1 */
	constructor(
		private readonly clock: Clock,
		private readonly random: () => number,
	) {}

	get isIdle(): boolean {
		return this.claims.length === 0;
	}

	/** Claims keys together: all or none. */
	async claim(keys: readonly string[], door: ClaimDoor): Promise<ClaimOutcome> {
		return await new Promise((settle) => {
			const dueAt = this.clock.now();
			this.claims.push({ keys, door, settle, fresh: keys, calls: 0, dueAt });
			this.wake.abort();
			void this.run();
		});
	}

	private async run(): Promise<void> {
		if (this.isRunning) return;
		this.isRunning = true;
		// Claims that arrive in the same turn share one call.
		await Promise.resolve();
		while (!this.isIdle) {
			this.wake = new AbortController();
			const next = this.next();
			const startsAt = Math.max(Math.min(...next.map(({ dueAt }) => dueAt)), this.restsUntil);
			const now = this.clock.now();
			if (startsAt > now) await this.clock.sleep(startsAt - now, this.wake.signal);
			else await this.call(next.filter(({ dueAt }) => dueAt <= now));
		}
		this.isRunning = false;
	}

	/** Of two claims of the same key, the second waits until the first has ended. */
	private next(): Claim[] {
		const keys = new Set<string>();
		return this.claims.filter((claim) => {
			const isFirst = !claim.keys.some((key) => keys.has(key));
			for (const key of claim.keys) keys.add(key);
			return isFirst;
		});
	}

	private async call(due: Claim[]): Promise<void> {
		const [first] = due;
		if (first === undefined) return;
		const token = randomUUID();
		for (const claim of due) claim.token ??= token;
		const values = due.flatMap(({ fresh, token: own = token }) => [...fresh, own]);
		const found = await first.door.record([...new Set(values)]);
		const now = this.clock.now();
		for (const claim of due) {
			if (found === 'granted') this.end(claim, 'mine');
			else if (found === undefined) this.end(claim, 'unclaimable');
			else await this.judge(claim, found, now);
		}
	}

	/**
	 * Only when nobody has overwritten a call is it known whose a key is: one that was found new may be
	 * another worker's by now, so a claim that has lost in part gives back its other keys only then.
	 */
	private async judge(claim: Claim, found: ReadonlySet<string>, now: number): Promise<void> {
		const isKept = claim.calls > 0 && !found.has(claim.token ?? '');
		if (isKept) {
			const hasAll = claim.fresh.length === claim.keys.length;
			if (!hasAll) await claim.door.release(claim.fresh);
			this.end(claim, hasAll ? 'mine' : 'taken');
			return;
		}
		if (claim.calls > 0) this.restsUntil = now + SETTLING_MS * (1 + 2 * this.random());
		claim.fresh = claim.fresh.filter((key) => found.has(key));
		claim.calls += 1;
		claim.dueAt = now + SETTLING_MS;
		if (claim.fresh.length === 0) this.end(claim, 'taken');
		else if (claim.calls === MOST_CALLS) this.end(claim, 'unclaimable');
	}

	private end(claim: Claim, outcome: ClaimOutcome): void {
		this.claims = this.claims.filter((other) => other !== claim);
		claim.settle(outcome);
	}
}
