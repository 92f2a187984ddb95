import type { Fault } from '../../../../nodes/shared/api/fault.ts';
import type { SubmissionLedger } from '../../../../nodes/shared/submitting/submission.ts';

/** A ledger in which every claim is granted at once; it tells what was settled, and how. */
export function openLedger<Job>(): SubmissionLedger<Job> & {
	acceptances: Array<[Job, string]>;
	events: Array<[event: string, job: Job]>;
} {
	const accepted: Array<[Job, string]> = [];
	const events: Array<[string, Job]> = [];
	const held = new Set<Job>();
	return {
		acceptances: accepted,
		events,
		claim: async (job) => {
			if (!held.has(job)) events.push(['claim', job]);
			held.add(job);
			return { kind: 'mine' };
		},
		release: async (job) => {
			if (held.delete(job)) events.push(['release', job]);
		},
		accepted: (job, taskId) => {
			held.delete(job);
			accepted.push([job, taskId]);
			events.push(['accepted', job]);
		},
		tidy: async () => {},
		refused: async (job) => {
			held.delete(job);
			events.push(['refused', job]);
		},
		unsure: (job, _fault: Fault) => {
			held.delete(job);
			events.push(['unsure', job]);
			return 'c0de0000';
		},
	};
}
