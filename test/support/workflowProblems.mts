import {
	NodeHelpers,
	type INode,
	type INodeParameters,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { packageName } from '../../scripts/start/project.mts';
import type { WorkflowDraft } from '../../scripts/start/workflow.mts';

/** What in a workflow an n8n with these types of nodes does not know. */
export function problemsOf(draft: WorkflowDraft, types: INodeTypeDescription[]): string[] {
	return [...draft.nodes.flatMap((node) => problemsOfNode(node, types)), ...looseEnds(draft)];
}

type DraftNode = WorkflowDraft['nodes'][number];

function problemsOfNode(draft: DraftNode, types: INodeTypeDescription[]): string[] {
	const node = draft as DraftNode & INode;
	const type = types.find(
		({ name, version }) => name === node.type && [version].flat().includes(node.typeVersion),
	);
	if (!type) return [`“${node.name}”: n8n has no ${node.type} of version ${node.typeVersion}`];
	const given = withChoices(node.parameters);
	// As n8n reads them when it opens the node: with defaults, and without what it does not know.
	const kept = NodeHelpers.getNodeParameters(type.properties, given, true, false, node, type);
	const unknown = pathsMissing(given, kept).map(
		(path) => `the parameter “${path}” is unknown, or not shown with these values`,
	);
	const filledIn = { ...node, parameters: kept ?? {} };
	const issues = NodeHelpers.getNodeParametersIssues(type.properties, filledIn, type);
	const faulty = Object.values(issues?.parameters ?? {}).flat();
	return [
		...unknown,
		...faulty,
		...(isOurs(node) ? wrongChoices(type.properties, node.parameters) : []),
		...wrongCredentials(filledIn, type),
	].map((problem) => `“${node.name}”: ${problem}`);
}

const isOurs = ({ type }: Pick<INode, 'type'>) => type.startsWith(`${packageName}.`);

/**
 * What a person picks from lists of their own after the import, such as a document, is empty in what is
 * shipped. It counts as picked here, since other fields are shown only then.
 */
function withChoices(parameters: INodeParameters): INodeParameters {
	return JSON.parse(JSON.stringify(parameters), (_key, value) =>
		value?.__rl === true && value.value === '' ? { ...value, value: 'picked' } : value,
	);
}

/** The paths of what is in `given` and not in `kept`. */
function pathsMissing(given: unknown, kept: unknown, path = ''): string[] {
	if (typeof given !== 'object' || given === null) return [];
	const held = Object(kept) as Record<string, unknown>;
	return Object.entries(given).flatMap(([key, value]) => {
		const inner = path === '' ? key : `${path}.${key}`;
		return key in held ? pathsMissing(value, held[key], inner) : [inner];
	});
}

/** Values of our nodes' lists that are not among those to choose from. */
function wrongChoices(properties: INodeProperties[], values: INodeParameters): string[] {
	return properties.flatMap(({ name, type, options = [] }) => {
		const value = values[name];
		if (type === 'collection' && typeof value === 'object')
			return wrongChoices(options as INodeProperties[], value as INodeParameters);
		const isFixed = value !== undefined && !(typeof value === 'string' && value.startsWith('='));
		if (type !== 'options' || !isFixed) return [];
		const choices = options.flatMap((option) => ('value' in option ? [option.value] : []));
		return choices.some((choice) => choice === value)
			? []
			: [`the parameter “${name}” can't be ${JSON.stringify(value)}`];
	});
}

function wrongCredentials(node: DraftNode & INode, type: INodeTypeDescription): string[] {
	// Some nodes, such as HTTP Request, name the type of their credential in a field.
	const named = type.properties
		.filter((property) => property.type === 'credentialsSelect')
		.map(({ name }) => node.parameters[name]);
	const known = [...(type.credentials ?? []).map(({ name }) => name), ...named];
	const given = Object.keys(node.credentials ?? {});
	const foreign = given
		.filter((name) => !known.includes(name))
		.map((name) => `it takes no credential “${name}”`);
	if (!isOurs(node) || given.includes('highwayApi')) return foreign;
	return [...foreign, 'it has no credential “highwayApi”'];
}

/** Connections from or to nodes that are not there. */
function looseEnds({ nodes, connections }: WorkflowDraft): string[] {
	const names = new Set(nodes.map(({ name }) => name));
	const targets = Object.values(connections).flatMap(namesIn);
	return [...Object.keys(connections), ...targets]
		.filter((name) => !names.has(name))
		.map((name) => `a connection from or to “${name}”, which is not there`);
}

/** The nodes that connections lead to, whatever their kind and however deep they lie. */
function namesIn(connections: unknown): string[] {
	if (typeof connections !== 'object' || connections === null) return [];
	if ('node' in connections) return [String(connections.node)];
	return Object.values(connections).flatMap(namesIn);
}
