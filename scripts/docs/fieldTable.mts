import type { INodeProperties } from 'n8n-workflow';

/** A node by the name that people see, with its fields. */
export type NodeFields = readonly [name: string, fields: readonly INodeProperties[]];

interface Row {
	names: Set<string>;
	/** What it holds before anybody has entered something; empty where that is nothing. */
	defaults: Set<string>;
	/** Those of the nodes that have it. */
	nodes: Set<string>;
}

/** The fields of nodes as one table in Markdown: what the editor shows, and what it says of them. */
export function fieldTable(nodes: readonly NodeFields[]): string {
	const rows = new Map<string, Row>();
	for (const [node, fields] of nodes) {
		const operation = fields.find(({ name }) => name === 'operation');
		for (const { name, byDefault, what } of fields.flatMap((field) => shown(field, operation))) {
			// A field that means the same for both frames, or in several nodes, takes one row.
			const row = rows.get(what) ?? { names: new Set(), defaults: new Set(), nodes: new Set() };
			rows.set(what, row);
			row.names.add(name);
			row.defaults.add(byDefault);
			row.nodes.add(node);
		}
	}
	const list = (texts: Set<string>) => [...texts].join(', ');
	const where = (row: Row) => (row.nodes.size === nodes.length ? '' : ` (${list(row.nodes)})`);
	return [
		'| Field | Default | What it does |',
		'| --- | --- | --- |',
		...[...rows].map(
			([what, row]) => `| ${list(row.names)}${where(row)} | ${list(row.defaults)} | ${what} |`,
		),
	].join('\n');
}

function shown(
	field: INodeProperties,
	operation?: INodeProperties,
): Array<{ name: string; byDefault: string; what: string }> {
	if (field.type === 'notice') return [];
	// A field with one value leaves nothing to choose.
	if (field === operation && field.options?.length === 1) return [];
	if (field.type === 'collection') {
		return ((field.options ?? []) as INodeProperties[])
			.flatMap((option) => shown(option, operation))
			.map((row) => ({ ...row, name: `_${row.name}_`, byDefault: '' }));
	}
	const what = whatItDoes(field) + onlyIn(field, operation);
	return [{ name: field.displayName, byDefault: defaultOf(field), what }];
}

function defaultOf({ type, default: value, options = [], required }: INodeProperties): string {
	if (type === 'boolean') return value === true ? 'on' : 'off';
	const chosen = options.find((option) => 'value' in option && option.value === value);
	if (type === 'options' && chosen) return chosen.name;
	if (value === '' || value === undefined) return required === true ? '**required**' : '';
	return typeof value === 'string' ? `\`${value.replace(/^=/, '')}\`` : String(value);
}

/** A field of some operations only says which. */
function onlyIn({ displayOptions }: INodeProperties, operation?: INodeProperties): string {
	const operations = displayOptions?.show?.operation ?? displayOptions?.show?.['/operation'];
	const names = (operation?.options ?? [])
		.filter((option) => 'value' in option && operations?.includes(option.value))
		.map(({ name }) => `_${name}_`);
	return names.length === 0 ? '' : ` Only with ${names.join(' and ')}.`;
}

function whatItDoes({ description, type, options = [], typeOptions }: INodeProperties): string {
	const sentences = description === undefined ? [] : [description.replace(/(?<=[^.])$/, '.')];
	if (type === 'options') sentences.push(`${options.map(({ name }) => `**${name}**`).join(', ')}.`);
	const { minValue, maxValue } = typeOptions ?? {};
	if (maxValue !== undefined) sentences.push(`${minValue} to ${maxValue}.`);
	else if (minValue !== undefined) sentences.push(`At least ${minValue}.`);
	return sentences.join(' ').replaceAll('|', '\\|');
}
