import { NodeConnectionTypes, type IExecuteFunctions } from 'n8n-workflow';
import { formatMessage, type Message } from '../../shared/message';
import { loopMessages } from './suspendMessages';

/** Outputs of the node in mode `suspend`, by their index. */
const DONE = 0;
const STILL_RUNNING = 1;

interface Source {
	/** Name of the node that a connection comes from. */
	node: string;
	/** Which of its outputs. */
	index: number;
}

/** What n8n's contexts know about connections, though it is missing in the published type. */
type KnowsConnections = IExecuteFunctions & {
	getConnections?(
		destination: { name: string },
		type: string,
	): Array<Array<Source | null> | null | undefined>;
};

/** The nodes of this package that submit, by their names. A test holds the list complete. */
export const SUBMITTING_NODES = ['veoLiteFirstLastFrame'];

/** Loop Over Items, which returns its items batch by batch, so its loop ends. */
const BATCHING_NODE = 'n8n-nodes-base.splitInBatches';

/**
 * Why the node refuses the loop that it is in, or `undefined` where the loop is
 * allowed. If n8n does not report connections, they count as right.
 */
export function refusalOfLoop(context: IExecuteFunctions): Message | undefined {
	const node = context.getNode();
	if (node.alwaysOutputData === true) return loopMessages.alwaysOutputsData;

	const before = context.getParentNodes(node.name).filter(({ disabled }) => !disabled);
	const batching = before.filter(({ type }) => type === BATCHING_NODE).map(({ name }) => name);
	if (outputsLeadingTo(context, node.name, batching).has(DONE)) return loopMessages.doneLeadsBack;

	const submitting = before
		.filter(({ type }) => SUBMITTING_NODES.some((name) => type.endsWith(`.${name}`)))
		.map(({ name }) => name);
	const behindStillRunning = (name: string) => outputsLeadingTo(context, name).has(STILL_RUNNING);
	const again = submitting.find(behindStillRunning);
	if (again !== undefined) return formatMessage(loopMessages.submitsAgain, { node: again });
	const batchAgain = batching.find(behindStillRunning);
	if (batchAgain !== undefined)
		return formatMessage(loopMessages.loopsOverItems, { node: batchAgain });
	return undefined;
}

/** Whether what leaves by `Still Running` comes back to this node. */
export function leadsBack(context: IExecuteFunctions): boolean {
	const { name } = context.getNode();
	if ((context as KnowsConnections).getConnections === undefined) return true;
	if (outputsLeadingTo(context, name).has(STILL_RUNNING)) return true;
	// "Execute step" knows this node and those before it alone.
	return context.getMode() === 'manual' && context.getChildNodes(name).length === 0;
}

/**
 * The outputs of this node from which items can get to another node, or back to this one.
 *
 * @param past nodes that are not gone through
 */
function outputsLeadingTo(
	context: IExecuteFunctions,
	nodeName: string,
	past: readonly string[] = [],
): Set<number> {
	const self = context.getNode().name;
	const outputs = new Set<number>();
	const seen = new Set([nodeName, ...past]);
	const open = [nodeName];
	for (let name = open.pop(); name !== undefined; name = open.pop()) {
		for (const { node, index } of sourcesOf(context, name)) {
			if (node === self) outputs.add(index);
			else if (!seen.has(node)) {
				seen.add(node);
				open.push(node);
			}
		}
	}
	return outputs;
}

function sourcesOf(context: IExecuteFunctions, nodeName: string): Source[] {
	const { getConnections } = context as KnowsConnections;
	const byInput = getConnections?.call(context, { name: nodeName }, NodeConnectionTypes.Main) ?? [];
	return byInput.flatMap((sources) => sources ?? []).filter((source) => source !== null);
}
