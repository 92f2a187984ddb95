import { hashKey } from './claimKeys';
import type { Identity } from './job';
import { nextOccurrence, type Delivered } from './occurrences';

export interface IdentitiesOptions {
	/** The same in every retry of the execution, where n8n gives something of the kind. */
	root: string | undefined;
	isTool: boolean;
	/** What the node has returned of a digest in this execution. */
	delivered: (digest: string) => Delivered;
}

/**
 * Gives the items of one batch their identities. Equal items, and equal requests, are told apart by
 * their occurrence in the execution: how many of them were returned before.
 */
export class Identities {
	private readonly taken = new Map<string, Set<number>>();

	constructor(private readonly options: IdentitiesOptions) {}

	/** The occurrence of an item, or of a request, that comes next in the batch. */
	occurrenceOf(digest: string): number {
		const taken = this.taken.get(digest) ?? new Set();
		const occurrence = nextOccurrence(this.options.delivered(digest), taken);
		this.taken.set(digest, taken.add(occurrence));
		return occurrence;
	}

	itemKey(digest: string, occurrence: number): string {
		return hashKey('item', this.options.root ?? '', occurrence, digest);
	}

	/**
	 * With a pay-once key that is all that counts. Else both the item and the request are claimed, so
	 * that neither a corrected node nor a changed item lets a submission pass for another one. What a
	 * model asks a tool for is its request alone. That is claimed across executions too, until it is
	 * accepted: a model that is told of a doubt may ask again in its next message.
	 */
	identity(
		item: { digest: string; occurrence: number },
		request: string,
		payOnceKey: string | undefined,
	): Identity {
		const { root, isTool } = this.options;
		const requestOccurrence = this.occurrenceOf(request);
		const itemKey = this.itemKey(item.digest, item.occurrence);
		const requestKey = hashKey('request', root ?? '', requestOccurrence, request);
		const common = {
			item: itemKey,
			request,
			occurrences: [
				[item.digest, item.occurrence],
				[request, requestOccurrence],
			] as const,
		};
		if (payOnceKey !== undefined) {
			const payOnce = hashKey('once', payOnceKey);
			return {
				...common,
				subject: payOnce,
				codeKey: payOnce,
				claims: [payOnce],
				releasedOnAccept: [],
				payOnce,
			};
		}
		if (isTool) {
			const tool = hashKey('tool', request);
			return {
				...common,
				subject: requestKey,
				codeKey: tool,
				// What is known of this very call counts before a doubt about another one.
				claims: root === undefined ? [tool] : [requestKey, tool],
				releasedOnAccept: [tool],
			};
		}
		return {
			...common,
			subject: itemKey,
			codeKey: itemKey,
			claims: root === undefined ? [] : [itemKey, requestKey],
			releasedOnAccept: [],
		};
	}
}
