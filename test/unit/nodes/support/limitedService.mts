import type { Clock } from '../../../../nodes/shared/waiting/clock.ts';
import type { Answer } from '../../../../nodes/shared/waiting/rateLimiter.ts';

/** What a service allows; it answers 429 beyond it, and such answers do not count. */
export interface Allowed {
	perMinute?: number;
	/** Whether minutes begin with the clock's, and not anew at each moment. */
	fixed?: boolean;
	perSecond?: number;
	/** So many tasks at a time, each of which takes so long. */
	running?: number;
	taskMs?: number;
	/** The answer to what is refused asks for this. */
	retryAfterMs?: number;
}

/** A service with limits on a virtual clock, and what it was asked. */
export class LimitedService {
	private readonly acceptedAt: number[] = [];
	private refusals = 0;
	private tasks: number[] = [];

	/** @param latencyMs of the next answer; half of it passes before the service counts the request */
	constructor(
		private readonly clock: Clock,
		public allowed: Allowed,
		private readonly latencyMs: () => number,
	) {}

	/** The part of all requests that was refused. */
	get refusedShare(): number {
		return this.refusals / (this.refusals + this.acceptedAt.length);
	}

	/** @returns whether it was accepted */
	async ask(): Promise<boolean> {
		const latency = this.latencyMs();
		await this.clock.sleep(latency / 2);
		const accepted = this.count(this.clock.now());
		await this.clock.sleep(latency / 2);
		return accepted;
	}

	/** What its answers tell the limiter. */
	readonly answer = (accepted: boolean): Answer => {
		if (accepted) return { kind: 'accepted' };
		const { retryAfterMs } = this.allowed;
		return { kind: 'tooMany', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
	};

	private count(now: number): boolean {
		const { perMinute, fixed, perSecond, running, taskMs = 0 } = this.allowed;
		const since = (from: number) => {
			let count = 0;
			for (let i = this.acceptedAt.length - 1; (this.acceptedAt[i] ?? -1) >= from; i--) count++;
			return count;
		};
		this.tasks = this.tasks.filter((endsAt) => endsAt > now);
		const minuteStart = fixed === true ? now - (now % 60_000) : now - 60_000 + 1e-6;
		if (
			(perMinute !== undefined && since(minuteStart) >= perMinute) ||
			(perSecond !== undefined && since(now - 1000 + 1e-6) >= perSecond) ||
			(running !== undefined && this.tasks.length >= running)
		) {
			this.refusals++;
			return false;
		}
		this.acceptedAt.push(now);
		if (running !== undefined) this.tasks.push(now + taskMs);
		return true;
	}
}
