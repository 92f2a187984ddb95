import type { INodeProperties } from 'n8n-workflow';

interface Row {
	names: string[];
	/** What it holds before anybody has entered something; empty where that is nothing. */
	byDefault: string;
	what: string;
}

/** The fields of a node as a table in Markdown: what the editor shows, and what it says of them. */
export function fieldTable(fields: readonly INodeProperties[]): string {
	const rows: Row[] = [];
	const modes = fields.find(({ name }) => name === 'mode');
	for (const row of fields.flatMap((field) => shownRows(field, modes))) {
		const same = rows.find(({ what }) => what === row.what);
		// A field that means the same for both frames takes one row.
		if (same === undefined) {
			rows.push(row);
			continue;
		}
		same.names.push(...row.names.filter((name) => !same.names.includes(name)));
		if (same.byDefault !== row.byDefault) same.byDefault += `, ${row.byDefault}`;
	}
	return [
		'| Field | Default | What it does |',
		'| --- | --- | --- |',
		...rows.map(({ names, byDefault, what }) => `| ${names.join(', ')} | ${byDefault} | ${what} |`),
	].join('\n');
}

function shownRows(field: INodeProperties, modes: INodeProperties | undefined): Row[] {
	if (field.type === 'notice') return [];
	if (field.type === 'collection') {
		const options = (field.options ?? []) as INodeProperties[];
		return options
			.flatMap((option) => shownRows(option, modes))
			.map(({ names, ...row }) => ({ names: names.map((name) => `${name} (option)`), ...row }));
	}
	const what = whatItDoes(field) + onlyInModes(field, modes);
	return [{ names: [field.displayName], byDefault: defaultOf(field), what }];
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

function whatItDoes({
	description = '',
	type,
	options = [],
	typeOptions = {},
}: INodeProperties): string {
	const sentences = [withFullStop(description)];
	if (type === 'options') {
		sentences.push(`${options.map((option) => `**${option.name}**`).join(', ')}.`);
	}
	const { minValue, maxValue } = typeOptions;
	if (minValue !== undefined) {
		sentences.push(
			maxValue === undefined ? `At least ${minValue}.` : `${minValue} to ${maxValue}.`,
		);
	}
	return sentences.join(' ').replaceAll('|', '\\|');
}

function withFullStop(text: string): string {
	return text === '' || text.endsWith('.') ? text : `${text}.`;
}
