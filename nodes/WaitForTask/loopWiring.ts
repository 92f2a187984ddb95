import { NodeConnectionTypes, type IExecuteFunctions } from 'n8n-workflow';
import { operationError } from '../shared/n8n/itemError';
import { say } from '../shared/words';
import { loopWords } from './suspendWords';

/** Outputs of the node in mode `suspend`, by their index. */
export const CHECK_AGAIN = 0;
export const DONE = 1;

interface Source {
	/** Name of the node that a connection comes from. */
	node: string;
	/** Which of its outputs. */
	index: number;
}

/** What n8n's contexts can tell about connections, though the published type leaves it out. */
type KnowsConnections = IExecuteFunctions & {
	getConnections?(
		destination: { name: string },
		type: string,
	): Array<Array<Source | null> | null | undefined>;
};

/** The nodes of this package that submit, by the last part of their type. */
const SUBMITTING_NODES = ['.veoLiteFirstLastFrame'];

/**
 * Makes sure that what leaves by `Check Again` comes back to this node and nowhere else on the way
 * costs money.
 *
 * After each pause n8n passes the items of a parked node on to its first output without running it:
 * wired otherwise, unfinished tasks would go to the next node, or be submitted once more.
 *
 * @throws NodeOperationError that says how to wire it
 */
export function checkLoop(context: IExecuteFunctions): void {
	const node = context.getNode();
	// On the last pass `Check Again` is empty, and n8n would fill it with an item without a task.
	if (node.alwaysOutputData === true) throw operationError(context, loopWords.alwaysOutputsData);

	// An n8n that tells nothing about connections is taken at its word that they are right.
	if ((context as KnowsConnections).getConnections === undefined) return;

	const leadingBack = outputsLeadingTo(context, node.name);
	if (!leadingBack.has(CHECK_AGAIN)) {
		throw operationError(
			context,
			leadingBack.has(DONE) ? loopWords.doneLeadsBack : loopWords.nothingLeadsBack,
		);
	}

	const submitting = context
		.getParentNodes(node.name)
		.filter(({ type }) => SUBMITTING_NODES.some((name) => type.endsWith(name)))
		.find(({ name }) => outputsLeadingTo(context, name).has(CHECK_AGAIN));
	if (submitting !== undefined) {
		throw operationError(context, say(loopWords.submitsAgain, { node: submitting.name }));
	}
}

/**
 * How many times the nodes right behind `Done` have run so far, or `undefined` where there are none.
 */
export function runsBehindDone(context: IExecuteFunctions): number | undefined {
	const self = context.getNode().name;
	const behind = context
		.getChildNodes(self)
		.filter(({ name }) =>
			sourcesOf(context, name).some(({ node, index }) => node === self && index === DONE),
		);
	if (behind.length === 0) return undefined;
	const nodes = context.getWorkflowDataProxy(0).$node as Record<string, { runIndex: number }>;
	// n8n counts the runs of a node from 0, and says -1 before the first.
	return behind.reduce((sum, { name }) => sum + (nodes[name]?.runIndex ?? -1) + 1, 0);
}

/** The outputs of this node from which items can get to another node, or back to this one. */
function outputsLeadingTo(context: IExecuteFunctions, nodeName: string): Set<number> {
	const self = context.getNode().name;
	const outputs = new Set<number>();
	const seen = new Set([nodeName]);
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
