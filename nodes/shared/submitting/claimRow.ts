import type { Clock } from '../waiting/clock';
import {
	Claiming,
	Releasing,
	SETTLING_MS,
	type ClaimDoor,
	type ClaimOutcome,
	type RowEntry,
} from './claimEntries';

/** A process rests this many times as long as its last call took, plus or minus half of that. */
const REST_FACTOR = 3;

/**
 * What a process does in one row of n8n's deduplication.
 *
 * n8n reads the row, changes it and writes it back without a lock, so a call can overwrite what
 * another worker has just written; `claimEntries.ts` says how that is noticed. One call takes all that
 * is due, whichever execution it is from, and a process that was overwritten pauses. Without that, a
 * crowd of executions on several workers writes all the time, and each overwrites the others.
 */
export class ClaimRow {
	private entries: RowEntry[] = [];
	private restsUntil = -Infinity;
	private isRunning = false;
	private wake = new AbortController();

	/**
	 * @param random from 0 to 1
	 * @param onIdle called when nothing is left to do
	 */
	constructor(
		private readonly clock: Clock,
		private readonly random: () => number,
		private readonly onIdle: () => void = () => {},
	) {}

	/**
	 * Claims keys together: all or none.
	 *
	 * @param token a value that nobody else writes
	 */
	async claim(keys: readonly string[], token: string, door: ClaimDoor): Promise<ClaimOutcome> {
		return await new Promise((settle) => {
			this.add(new Claiming(keys, token, door, this.clock.now(), settle));
		});
	}

	/** @param tokens those of the claims, as far as they are known */
	async release(keys: readonly string[], tokens: string[], door: ClaimDoor): Promise<void> {
		await new Promise<void>((settle) => {
			this.add(new Releasing(keys, tokens, door, this.clock.now(), settle));
		});
	}

	private add(entry: RowEntry): void {
		this.entries.push(entry);
		this.wake.abort();
		void this.run();
	}

	private async run(): Promise<void> {
		if (this.isRunning) return;
		this.isRunning = true;
		// What arrives in the same turn shares one call.
		await Promise.resolve();
		while (this.entries.length > 0) {
			this.wake = new AbortController();
			const next = this.unblocked();
			const startsAt = Math.max(Math.min(...next.map(({ dueAt }) => dueAt)), this.restsUntil);
			const now = this.clock.now();
			if (startsAt > now) await this.clock.sleep(startsAt - now, this.wake.signal);
			else {
				await this.call(next.filter(({ dueAt }) => dueAt <= now));
				this.restAfterCall(this.clock.now() - now);
			}
			this.clearUp();
		}
		this.isRunning = false;
		this.onIdle();
	}

	/** What an entry leaves takes its place, ahead of those that wait for its keys. */
	private clearUp(): void {
		const now = this.clock.now();
		this.entries = this.entries.flatMap((entry) =>
			entry.hasEnded ? (entry.leftover(now) ?? []) : entry,
		);
	}

	/** What has a key in common comes one after the other. */
	private unblocked(): RowEntry[] {
		const keys = new Set<string>();
		return this.entries.filter((entry) => {
			const isFirst = !entry.keys.some((key) => keys.has(key));
			for (const key of entry.keys) keys.add(key);
			return isFirst;
		});
	}

	private async call(due: RowEntry[]): Promise<void> {
		const removing = due.filter(({ next }) => next === 'remove');
		const isRemoving = removing.length > 0;
		const called = isRemoving ? removing : due;
		try {
			await (isRemoving ? this.remove(called) : this.record(called));
		} catch {
			// The door is of one execution, and the others wait behind it.
			for (const entry of called) entry.end('unclaimable');
		}
	}

	private async remove(entries: RowEntry[]): Promise<void> {
		const done = await entries[0]?.door.remove(valuesOf(entries));
		for (const entry of entries) {
			if (done === true) entry.removed(this.clock.now());
			else entry.end('unclaimable');
		}
	}

	private async record(entries: RowEntry[]): Promise<void> {
		const door = entries[0]?.door;
		const found = await door?.record(valuesOf(entries));
		const now = this.clock.now();
		for (const entry of entries) {
			if (found === 'granted') {
				// Says nothing about the others: each asks n8n through its own door.
				if (entry.door === door) entry.end('mine');
			} else if (found === undefined) entry.end('unclaimable');
			else if (entry.recorded(found, now)) this.restFor(SETTLING_MS * (1 + 2 * this.random()));
		}
	}

	/**
	 * Without a pause after each call, two workers can overwrite each other in turn for longer than a
	 * claim waits. Each then reads only what it wrote itself, and both hold the same key.
	 */
	private restAfterCall(tookMs: number): void {
		this.restFor(Math.min(tookMs, SETTLING_MS) * REST_FACTOR * (0.5 + this.random()));
	}

	private restFor(ms: number): void {
		this.restsUntil = Math.max(this.restsUntil, this.clock.now() + ms);
	}
}

const valuesOf = (entries: RowEntry[]) => [...new Set(entries.flatMap(({ values }) => values))];
