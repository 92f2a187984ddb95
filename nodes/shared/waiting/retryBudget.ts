/** As gRPC's retry throttling (proposal A6): a failed request costs one token, a good one earns a part. */
const MAX_TOKENS = 10;
const EARNED = 0.5;

/**
 * Whether single requests that found the service unavailable may be sent again on their own.
 *
 * A few do no harm. Where they are more than what succeeds, retries only add to the load: then all
 * rest, and one request at a time finds out whether the service is back.
 */
export class RetryBudget {
	private tokens = MAX_TOKENS;

	get isUsedUp(): boolean {
		return this.tokens <= MAX_TOKENS / 2;
	}

	spend(): void {
		this.tokens = Math.max(0, this.tokens - 1);
	}

	earn(): void {
		this.tokens = Math.min(MAX_TOKENS, this.tokens + EARNED);
	}
}
