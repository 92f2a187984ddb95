import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { WorkflowDraft } from '../../scripts/start/workflow.mts';
import type { RunningN8n } from '../support/realN8n.mts';
import { TRIGGER } from './workflows.mts';

const SAMPLE_EVERY_MS = 10;

/** Memory of a process in MB, as Linux counts what is resident. */
function residentMegabytes(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

export interface Measured {
	/** What some nodes took together, in seconds. */
	seconds(...nodes: string[]): number;
	/** How many items a node put out. */
	items(node: string): number;
	/** How far the memory of the n8n process rose, in MB. */
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
	const id = await n8n.client.run(workflow, TRIGGER);
	const { status, result } = await n8n.client.ended(id);
	clearInterval(sampling);
	if (status !== 'success')
		throw new Error(`"${draft.name}" ended as ${status}: ${result?.error?.message}`);
	const runOf = (node: string) => result?.runData[node]?.[0];
	return {
		seconds: (...nodes) =>
			nodes.reduce((sum, node) => sum + (runOf(node)?.executionTime ?? 0) / 1000, 0),
		items: (node) => runOf(node)?.data?.main?.[0]?.length ?? 0,
		riseMegabytes: highest - before,
	};
}
