import type { IExecuteFunctions } from 'n8n-workflow';
import type { Clock } from '../waiting/clock';
import { AcceptanceLog } from './acceptanceLog';
import { ClaimStore } from './claimStore';
import { Ledger } from './ledger';
import { PayOnceIds } from './payOnceIds';
import { processMemoryOf } from './processMemory';
import type { RunMemory } from './runMemory';

/** The ledger of one run of a node, with all the doors that n8n has for it. */
export function openLedger(context: IExecuteFunctions, run: RunMemory, clock: Clock): Ledger {
	const log = new AcceptanceLog(context);
	return new Ledger({
		run,
		process: processMemoryOf(String(context.getWorkflow().id), context.getNode().id),
		store: new ClaimStore(context, clock, log),
		log,
		payOnceIds: () => new PayOnceIds(context),
		// An MCP client's call has none.
		executionId: context.getExecutionId() as string | undefined,
		clock,
		signal: context.getExecutionCancelSignal(),
	});
}
