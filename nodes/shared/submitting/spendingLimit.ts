import type { IExecuteFunctions } from 'n8n-workflow';
import { operationError } from '../n8n/itemError';
import { formatMessage } from '../message';
import type { Job } from './job';
import type { RunMemory } from './runMemory';
import { submittingMessages } from './submittingMessages';

/**
 * Holds what a batch would make against the limit of its execution, and reserves it: all that was or
 * may have been accepted counts, in all runs of the node, its tries and its pauses.
 *
 * @param limits what the items say of it, which has to be the same
 * @throws NodeOperationError where the batch would exceed it; then nothing is reserved
 */
export function reserveVideos(
	context: IExecuteFunctions,
	run: RunMemory,
	jobs: readonly Job[],
	limits: ReadonlySet<number>,
): void {
	const [limit = Infinity, other] = limits;
	if (other !== undefined) throw operationError(context, submittingMessages.limitDiffers);
	const wanted = jobs.reduce((sum, { videos }) => sum + videos, 0);
	const made = run.videos;
	if (wanted > 0 && made + wanted > limit) {
		throw operationError(
			context,
			formatMessage(submittingMessages.limitExceeded, { wanted, limit, made }),
		);
	}
	run.reserve(wanted);
}
