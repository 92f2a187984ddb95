import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { published } from './support/published.mts';

/**
 * What saved workflows hold on to, in a form that can be read in a review. A line that disappears or
 * changes breaks workflows that people have saved: it needs a new `typeVersion` of the node, in which
 * the old meaning stays. A new line is fine.
 */
function interfaceOf({ name, version, outputs, properties }: INodeTypeDescription): string[] {
	return [
		`${name}, typeVersion ${String(version)}`,
		`outputs: ${JSON.stringify(outputs)}`,
		...properties.filter(({ type }) => type !== 'notice').flatMap((field) => linesOf(field)),
	];
}

function linesOf(field: INodeProperties, prefix = ''): string[] {
	const { name, type, default: standard, options = [], displayOptions, required } = field;
	const { minValue, maxValue } = field.typeOptions ?? {};
	const limits = minValue === undefined ? '' : `, from ${minValue} to ${maxValue ?? 'any'}`;
	const when = displayOptions?.show === undefined ? '' : `, shown for ${json(displayOptions.show)}`;
	return [
		`${prefix}${name}: ${type}${required ? ', required' : ''}${limits}, default ${json(standard)}${when}`,
		...options.flatMap((option) =>
			'value' in option
				? [`${prefix}  = ${json(option.value)}`]
				: linesOf(option as INodeProperties, `${prefix}  `),
		),
	];
}

const json = (value: unknown) => JSON.stringify(value);

const { HighwayApi, ...nodes } = published;

describe('what saved workflows hold on to', () => {
	it.each(Object.entries(nodes))('stays as it is in the node %s', (_name, Node) => {
		expect(interfaceOf(new Node().description).join('\n')).toMatchSnapshot();
	});

	it('stays as it is in the credential', () => {
		const { name, properties } = new HighwayApi();
		const fields = properties.flatMap((field) => linesOf(field));
		expect([name, ...fields].join('\n')).toMatchSnapshot();
	});
});
