import type { IExecuteFunctions } from 'n8n-workflow';
import { toNodeFailure, operationError, type NodeFailure } from '../n8n/itemError';
import { isTool } from '../n8n/isTool';
import { takenError } from './submitErrors';
import { allowedGeneration, resubmitCode, generationKey } from './claimKeys';
import type { CheckedItem, CheckItem } from './checkItem';
import { ContentDigests } from './contentDigests';
import { Identities } from './identities';
import type { Identity, Job } from './job';
import type { Delivery, RunMemory, SubmissionRecord } from './runMemory';
import { submittingMessages } from './submittingMessages';

/** The task of an item that is returned without being submitted now. */
export interface ReusedTask {
	taskId: string;
	delivery: Delivery;
	/** Whether it was made from another request than the item asks for now. */
	changed: boolean;
}

/** The input items of one run, sorted by what is to be done with them. */
export interface Batch {
	jobs: Job[];
	/** By item index: accepted in an earlier try. */
	reused: Map<number, ReusedTask>;
	/** By item index: the item of the batch with the same pay-once key that is submitted for it. */
	followers: Map<number, { leader: number; identity: Identity }>;
	/** By item index, why it can't be submitted. */
	invalid: Map<number, NodeFailure>;
	/** The limits on videos that the items name: one, unless they differ. */
	limits: Set<number>;
}

/** Checks and identifies all items before anything is sent, so that a bad one among many costs nothing. */
export async function readBatch(
	context: IExecuteFunctions,
	run: RunMemory,
	root: string | undefined,
	check: CheckItem,
): Promise<Batch> {
	const batch: Batch = {
		jobs: [],
		reused: new Map(),
		followers: new Map(),
		invalid: new Map(),
		limits: new Set(),
	};
	const identities = new Identities({
		root,
		isTool: isTool(context),
		delivered: (digest) => run.delivered(digest),
	});
	// A model's calls have nothing but their requests.
	const records = isTool(context) ? [] : run.records;
	const byItem = new Map(records.map((record) => [record.item, record]));
	const leaders = new Map<string, number>();

	for (const [itemIndex, input] of context.getInputData().entries()) {
		const digests = new ContentDigests();
		const digest = await digests.ofItem(input);
		const occurrence = identities.occurrenceOf(digest);
		const known = byItem.get(identities.itemKey(digest, occurrence));

		const read = await readItem(context, itemIndex, check, digests);
		if (read instanceof Error && known?.taskId === undefined) {
			batch.invalid.set(itemIndex, read);
			continue;
		}
		if (known?.taskId !== undefined) {
			// What is paid for is returned, though its settings may have changed, or may no longer be valid.
			const content = read instanceof Error ? undefined : read.content;
			const { occurrences } = identities.identity({ digest, occurrence }, known.request, undefined);
			batch.reused.set(itemIndex, {
				taskId: known.taskId,
				delivery: { subject: known.subject, occurrences },
				changed: known.request !== content,
			});
			continue;
		}
		const { content, request, videos, options, recheck } = read as ReadItem;
		batch.limits.add(options.maxVideos);
		const identity = identities.identity({ digest, occurrence }, content, options.payOnceKey);
		const record = run.record(identity.subject);
		const leader = leaders.get(identity.subject);
		if (record?.taskId !== undefined) {
			const { taskId } = record;
			const changed = record.request !== content;
			batch.reused.set(itemIndex, { taskId, delivery: identity, changed });
		} else if (record !== undefined && isInDoubt(record, identity, options.codes)) {
			const code = resubmitCode(generationKey(identity.codeKey, record.generation));
			const { fault } = record;
			const failure = takenError(context, itemIndex, identity, { code, origin: {}, fault });
			batch.invalid.set(itemIndex, failure);
		} else if (leader !== undefined) {
			batch.followers.set(itemIndex, { leader, identity });
		} else {
			leaders.set(identity.subject, itemIndex);
			batch.jobs.push({ itemIndex, request, recheck, videos, identity, codes: options.codes });
		}
	}
	return batch;
}

/** Whether it may have been accepted in an earlier try, and no person has checked since. */
function isInDoubt(
	{ generation }: SubmissionRecord,
	{ codeKey }: Identity,
	codes: ReadonlySet<string>,
): boolean {
	return allowedGeneration(codeKey, codes) <= generation;
}

interface ReadItem extends CheckedItem {
	/** Digest of the request. */
	content: string;
}

async function readItem(
	context: IExecuteFunctions,
	itemIndex: number,
	check: CheckItem,
	digests: ContentDigests,
): Promise<ReadItem | NodeFailure> {
	let checked: CheckedItem;
	try {
		checked = await check(context, itemIndex);
	} catch (cause) {
		return toNodeFailure(context, itemIndex, cause);
	}
	try {
		return { ...checked, content: await digests.ofRequest(checked.request) };
	} catch {
		return operationError(context, submittingMessages.unloadable, itemIndex);
	}
}
