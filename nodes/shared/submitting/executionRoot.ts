import type { IExecuteFunctions } from 'n8n-workflow';
import { hashKey } from './claimKeys';

/** How many levels of sub-workflows are searched for a parent. */
const DEEPEST = 20;

type Parent = Awaited<ReturnType<IExecuteFunctions['getExecutionDataById']>>;

/**
 * What is the same in an execution and in every retry of it, and for no other: of a sub-workflow that of
 * the execution which called it first, since each call, and so each try of "Retry On Fail", is an
 * execution of its own.
 *
 * From 2.15 on n8n gives each execution a random token, which it signs the URLs of waiting webhooks with.
 * It opens those, so only its hash is used from here on. From 1.122 on it has the time at which an execution
 * was established, which is another one in the retry of an execution that crashed.
 *
 * @returns `undefined` where n8n provides nothing of the kind: a call by an MCP client in regular mode
 */
export async function executionRoot(context: IExecuteFunctions): Promise<string | undefined> {
	// Contexts of older versions, and of some tools, lack these.
	const { getExecutionContext } = context as Partial<IExecuteFunctions>;
	const established = getExecutionContext?.call(context);
	const parentId = established?.parentExecutionId;
	if (parentId) return await rootOfParent(context, parentId);
	return rootOf(resumeToken(context), established?.establishedAt);
}

async function rootOfParent(context: IExecuteFunctions, firstId: string): Promise<string> {
	let id = firstId;
	for (let depth = 1; ; depth++) {
		const parent = await parentData(context, id);
		const runtime = parent?.executionData?.runtimeData;
		const grandparentId = runtime?.parentExecutionId;
		if (!grandparentId || depth === DEEPEST) {
			// The parent's id alone holds at least for the tries of one call.
			return rootOf(parent?.resumeToken, runtime?.establishedAt) ?? hashKey('parent', id);
		}
		id = grandparentId;
	}
}

async function parentData(context: IExecuteFunctions, id: string): Promise<Parent> {
	const { getExecutionDataById } = context as Partial<IExecuteFunctions>;
	try {
		return await getExecutionDataById?.call(context, id);
	} catch {
		return undefined;
	}
}

function rootOf(token: string | undefined, establishedAt: number | undefined): string | undefined {
	if (token) return hashKey('token', token);
	return establishedAt === undefined ? undefined : hashKey('established', establishedAt);
}

/**
 * A busy n8n can give up on an expression. Without its token an execution would have another root than
 * its retry, so it is tried again.
 */
const MAX_EVALUATIONS = 3;

function resumeToken(context: IExecuteFunctions): string | undefined {
	for (let evaluation = 1; evaluation <= MAX_EVALUATIONS; evaluation++) {
		try {
			const url = String(context.evaluateExpression('{{ $execution.resumeUrl }}', 0));
			return new URL(url).searchParams.get('signature') ?? undefined;
		} catch {
			// Some contexts of tools have no such URL, and never will.
		}
	}
	return undefined;
}
