import type { INodeProperties } from 'n8n-workflow';

interface Row {
	names: string[];
	what: string;
}

/** The fields of a node as a table in Markdown: what the editor shows, and what it says of them. */
export function fieldTable(fields: readonly INodeProperties[]): string {
	const rows: Row[] = [];
	for (const { name, what } of fields.flatMap(shownRows)) {
		const same = rows.find((row) => row.what === what);
		// A field that means the same for both frames, or in two modes, takes one row.
		if (same === undefined) rows.push({ names: [name], what });
		else if (!same.names.includes(name)) same.names.push(name);
	}
	return [
		'| Field | What it does |',
		'| --- | --- |',
		...rows.map(({ names, what }) => `| ${names.join(', ')} | ${what} |`),
	].join('\n');
}

function shownRows(field: INodeProperties): Array<{ name: string; what: string }> {
	if (field.type === 'notice') return [];
	if (field.type === 'collection') {
		const options = (field.options ?? []) as INodeProperties[];
		return options.flatMap(shownRows).map(({ name, what }) => ({ name: `${name} (option)`, what }));
	}
	return [{ name: field.displayName, what: whatItDoes(field) }];
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
