import type { INodeProperties } from 'n8n-workflow';

interface Row {
	name: string;
	/** What it holds before anybody has entered something; empty where that is nothing. */
	byDefault: string;
	what: string;
}

/** The fields of a node as a table in Markdown: what the editor shows, and what it says of them. */
export function fieldTable(fields: readonly INodeProperties[]): string {
	const rows = new Map<string, { names: Set<string>; defaults: Set<string> }>();
	const modes = fields.find(({ name }) => name === 'mode');
	for (const { name, byDefault, what } of fields.flatMap((field) => shownRows(field, modes))) {
		// A field that means the same for both frames takes one row.
		const { names, defaults } = rows.get(what) ?? { names: new Set(), defaults: new Set() };
		rows.set(what, { names: names.add(name), defaults: defaults.add(byDefault) });
	}
	const list = (texts: Set<string>) => [...texts].join(', ');
	return [
		'| Field | Default | What it does |',
		'| --- | --- | --- |',
		...[...rows].map(([what, row]) => `| ${list(row.names)} | ${list(row.defaults)} | ${what} |`),
	].join('\n');
}

function shownRows(field: INodeProperties, modes: INodeProperties | undefined): Row[] {
	if (field.type === 'notice') return [];
	if (field.type === 'collection') {
		const options = (field.options ?? []) as INodeProperties[];
		return options
			.flatMap((option) => shownRows(option, modes))
			.map((row) => ({ ...row, name: `${row.name} (option)` }));
	}
	const what = whatItDoes(field) + onlyInModes(field, modes);
	return [{ name: field.displayName, byDefault: defaultOf(field), what }];
}

function defaultOf({ type, default: value, options = [], required }: INodeProperties): string {
	if (type === 'boolean') return value === true ? 'on' : 'off';
	const chosen = options.find((option) => 'value' in option && option.value === value);
	if (type === 'options' && chosen) return chosen.name;
	if (value === '' || value === undefined) return required === true ? '**required**' : '';
	return typeof value === 'string' ? `\`${value.replace(/^=/, '')}\`` : String(value);
}

/** A field of some modes only says which. */
function onlyInModes({ displayOptions }: INodeProperties, modes?: INodeProperties): string {
	const shown = displayOptions?.show?.mode ?? displayOptions?.show?.['/mode'];
	const names = (modes?.options ?? [])
		.filter((option) => 'value' in option && shown?.includes(option.value))
		.map(({ name }) => `_${name}_`);
	if (names.length === 0 || names.length === modes?.options?.length) return '';
	return ` Only with ${names.join(' and ')}.`;
}

function whatItDoes({ description = '', type, options, typeOptions }: INodeProperties): string {
	const sentences = [description.replace(/(?<=[^.])$/, '.')];
	if (type === 'options')
		sentences.push(`${options?.map(({ name }) => `**${name}**`).join(', ')}.`);
	const { minValue, maxValue } = typeOptions ?? {};
	if (maxValue !== undefined) sentences.push(`${minValue} to ${maxValue}.`);
	else if (minValue !== undefined) sentences.push(`At least ${minValue}.`);
	return sentences.join(' ').replaceAll('|', '\\|');
}
