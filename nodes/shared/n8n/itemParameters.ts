import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeProperties,
} from 'n8n-workflow';

/** Longest piece of a refused value that is shown back, in characters. */
const LONGEST_SHOWN_VALUE = 60;

/**
 * The parameters of one item, checked while they are read.
 *
 * Expressions can return anything, whatever type a field has in the editor, so every value is held
 * against its field's own description: its limits, its options, its name in the editor. Each method
 * throws a NodeOperationError that names the field and the item.
 */
export class ItemParameters {
	private readonly collection: IDataObject;

	/** @param fields the node's properties; the entries of its `options` collection count too */
	constructor(
		private readonly context: IExecuteFunctions,
		readonly itemIndex: number,
		private readonly fields: INodeProperties[],
	) {
		const collection: unknown = context.getNodeParameter('options', itemIndex, {});
		this.collection = (collection ?? {}) as IDataObject;
	}

	/** Whether the user added this option. */
	hasOption(name: string): boolean {
		return Object.hasOwn(this.collection, name);
	}

	/** The value as it is, for fields that take more than plain text. */
	raw(name: string): unknown {
		const field = this.field(name);
		if (this.hasOption(name)) return this.collection[name];
		return this.context.getNodeParameter(name, this.itemIndex, field.default);
	}

	/** Text with something in it, as the user wrote it; a number counts as its digits. */
	requiredText(name: string, advice: string): string {
		const value = this.text(name);
		if (value.trim() === '') throw this.rejection(name, 'is empty', advice);
		return value;
	}

	/** Text, which may be empty; nothing at all (`null`, `undefined`) counts as empty. */
	text(name: string): string {
		const value = this.raw(name) ?? '';
		if (typeof value === 'string') {
			// JSON and addresses can't carry half of a surrogate pair.
			if (!/\p{Surrogate}/u.test(value)) return value;
			throw this.rejection(
				name,
				'holds half a character',
				'Text that is cut by its length, e.g. with slice(), can end in the middle of an emoji. Cut it elsewhere.',
			);
		}
		if (typeof value === 'number' && Number.isFinite(value)) return String(value);
		throw this.rejection(
			name,
			'must be text',
			`It is ${shown(value)}. Use an expression that gives text.`,
		);
	}

	/** A whole number within the limits of its field; a string of digits counts. */
	wholeNumber(name: string): number {
		const { minValue = -Infinity, maxValue = Infinity } = this.field(name).typeOptions ?? {};
		const number = toNumber(this.raw(name));
		if (number !== undefined && Number.isSafeInteger(number)) {
			if (number >= minValue && number <= maxValue) return number;
		}
		const limits = maxValue === Infinity ? `${minValue} or more` : `${minValue} to ${maxValue}`;
		throw this.rejection(
			name,
			`must be a whole number, ${limits}`,
			`It is ${shown(this.raw(name))}. Enter such a number${this.orRemoveIt(name)}.`,
		);
	}

	/** A number of at least the minimum of its field; a string that is a number counts. */
	number(name: string): number {
		const { minValue = 0 } = this.field(name).typeOptions ?? {};
		const number = toNumber(this.raw(name));
		if (number !== undefined && number >= minValue) return number;
		throw this.rejection(
			name,
			`must be a number, ${minValue} or more`,
			`It is ${shown(this.raw(name))}. Enter such a number${this.orRemoveIt(name)}.`,
		);
	}

	/** True or false; the words count in either case, since expressions often give them. */
	boolean(name: string): boolean {
		const value = this.raw(name);
		if (typeof value === 'boolean') return value;
		const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
		if (word === 'true' || word === 'false') return word === 'true';
		throw this.rejection(
			name,
			'must be true or false',
			`It is ${shown(value)}. Turn it on or off${this.orRemoveIt(name)}.`,
		);
	}

	/** One of the values that the field offers; a number may come as a string of digits. */
	choice<T extends string | number>(name: string): T {
		const value = this.raw(name);
		const offered = (this.field(name).options ?? []).flatMap((option) =>
			'value' in option ? [option.value as T] : [],
		);
		const chosen = offered.find(
			(offer) => offer === value || (typeof value === 'string' && String(offer) === value.trim()),
		);
		if (chosen !== undefined) return chosen;
		throw this.rejection(
			name,
			`must be one of: ${offered.join(', ')}`,
			`It is ${shown(value)}. Choose one of these${this.orRemoveIt(name)}.`,
		);
	}

	/** The refusal of a field's value: what is wrong with it, and how to get on. */
	rejection(name: string, whatIsWrong: string, advice: string): NodeOperationError {
		const { displayName } = this.field(name);
		return new NodeOperationError(
			this.context.getNode(),
			`'${displayName}' ${whatIsWrong} [item ${this.itemIndex}]`,
			{ description: advice, itemIndex: this.itemIndex },
		);
	}

	private orRemoveIt(name: string): string {
		return this.hasOption(name) ? ', or remove the option' : '';
	}

	private field(name: string): INodeProperties {
		const collection = this.fields.find((field) => field.name === 'options')?.options ?? [];
		const field = [...this.fields, ...(collection as INodeProperties[])].find(
			(candidate) => candidate.name === name,
		);
		if (field === undefined) {
			throw new NodeOperationError(this.context.getNode(), `This node has no field "${name}"`);
		}
		return field;
	}
}

/** A number, also from text that is one; `undefined` for anything else, NaN and Infinity included. */
function toNumber(value: unknown): number | undefined {
	const number =
		typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A value as it can stand in a message. */
function shown(value: unknown): string {
	if (value === undefined) return 'undefined';
	if (typeof value === 'number') return String(value);
	const text = JSON.stringify(value) ?? String(value);
	return text.length > LONGEST_SHOWN_VALUE ? `${text.slice(0, LONGEST_SHOWN_VALUE)}…` : text;
}
