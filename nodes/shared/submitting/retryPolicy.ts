import { CONSEQUENCES, type Fault } from '../api/fault';

/** How long to try when no server answers: more likely a wrong URL than a busy service. */
const UNREACHABLE_MS = 10_000;

/**
 * Whether a submission may be sent again.
 *
 * That is only safe where the service did not accept the first request: submitting is not known to be
 * idempotent, so every accepted POST counts as one paid generation.
 */
export function mayRetry({ verdict }: Fault): boolean {
	return CONSEQUENCES[verdict].submission === 'again';
}

/**
 * How long a batch keeps trying: its retry budget. It counts from the first refusal after the last
 * submission that was accepted, for all items together. So a service that refuses everything is not
 * asked by each item in turn, and one that lets something through now and then works as a queue.
 */
export class RetryDeadline {
	private since: number | undefined;
	/** What refused the batch last, since anything was accepted. */
	lastFault: Fault | undefined;

	/** @param keepTryingMs how long a service that answers is tried */
	constructor(private readonly keepTryingMs: number) {}

	accepted(): void {
		this.since = undefined;
		this.lastFault = undefined;
	}

	/** @param now milliseconds since 1970 */
	refused(fault: Fault, now: number): void {
		this.since ??= now;
		this.lastFault = fault;
	}

	/** Since when an item has been tried that has waited since `startedAt`. */
	triedSince(startedAt: number): number {
		return Math.min(startedAt, this.since ?? Infinity);
	}

	/** When such an item is given up, in milliseconds since 1970. */
	endFor(startedAt: number): number {
		const isUnreachable = this.lastFault?.unreached === true;
		const limit = isUnreachable ? UNREACHABLE_MS : Infinity;
		return this.triedSince(startedAt) + Math.min(this.keepTryingMs, limit);
	}
}
