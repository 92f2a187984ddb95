import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunningN8n } from '../support/realN8n.mts';
import type { WorkflowDraft } from '../../scripts/start/workflow.mts';
import { TRIGGER } from './workflows.mts';

/** Memory of a process in MB, as Linux counts what is resident. */
export function residentMegabytes(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

const SAMPLE_EVERY_MS = 10;
const POLL_EVERY_MS = 500;

export interface Measured {
	/** What each node took, in seconds, by its name. */
	nodeSeconds: Record<string, number>;
	/** Items that each node handed on. */
	items: Record<string, number>;
	/** How far the memory of the n8n process rose above where it stood, in MB. */
	riseMegabytes: number;
}

/**
 * Runs a workflow in n8n as "Execute workflow" does, and measures it.
 *
 * @throws when the workflow does not succeed
 */
export async function measure(n8n: RunningN8n, draft: WorkflowDraft): Promise<Measured> {
	const workflow = await n8n.client.createWorkflow(draft);
	await delay(2000);
	const before = residentMegabytes(n8n.pid);
	let highest = before;
	const sampling = setInterval(() => {
		highest = Math.max(highest, residentMegabytes(n8n.pid));
	}, SAMPLE_EVERY_MS);
	try {
		const id = await n8n.client.run(workflow, TRIGGER);
		for (;;) {
			await delay(POLL_EVERY_MS);
			const { status, result } = await n8n.client.execution(id);
			if (['new', 'running', 'waiting'].includes(status)) continue;
			if (status !== 'success') {
				throw new Error(`"${draft.name}" ended as ${status}: ${result?.error?.message}`);
			}
			const runs = Object.entries(result?.runData ?? {});
			return {
				nodeSeconds: Object.fromEntries(
					runs.map(([name, [run]]) => [name, (run?.executionTime ?? 0) / 1000]),
				),
				items: Object.fromEntries(
					runs.map(([name, [run]]) => [name, run?.data?.main[0]?.length ?? 0]),
				),
				riseMegabytes: highest - before,
			};
		}
	} finally {
		clearInterval(sampling);
	}
}
