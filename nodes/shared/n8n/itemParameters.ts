import type {
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';
import { formatMessage, type ValuesOf, type Message } from '../message';
import { operationError } from './itemError';
import { parameterMessages } from './parameterMessages';

/** Longest piece of a refused value that is shown back, in characters. */
const MAX_SHOWN_LENGTH = 60;

/**
 * The option that counts although it is blank: an item without its key would be submitted unprotected,
 * without any sign of it.
 */
const NEVER_BLANK = 'payOnceKey';

/** The values that a field of a node offers, or an entry of its collection `options`. */
export type ChoiceOf<Fields extends readonly INodeProperties[], Name extends string> =
	Extract<
		| Fields[number]
		| (Extract<Fields[number], { name: 'options' }> extends {
				options: ReadonlyArray<infer Option>;
		  }
				? Option
				: never),
		{ name: Name }
	> extends { options: ReadonlyArray<{ value: infer Value }> }
		? Value
		: never;

/**
 * The parameters of one item, checked while they are read.
 *
 * Expressions can return anything, no matter which type a field has in the editor, so every value is held
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

	/** The JSON of the item itself. */
	get json(): IDataObject {
		return this.context.getInputData()[this.itemIndex]?.json ?? {};
	}

	/** Whether the user added this option. One whose expression gives nothing counts as not added. */
	hasOption(name: string): boolean {
		if (!Object.hasOwn(this.collection, name)) return false;
		const value = this.collection[name] ?? '';
		return name === NEVER_BLANK || typeof value !== 'string' || value.trim() !== '';
	}

	/** The value as it is, for fields that take more than plain text. */
	raw(name: string): unknown {
		if (this.hasOption(name)) return this.collection[name];
		const { default: otherwise } = this.field(name);
		return this.isOption(name)
			? otherwise
			: this.context.getNodeParameter(name, this.itemIndex, otherwise);
	}

	/** Whether the node has this field, among its options or outside of them. */
	hasField(name: string): boolean {
		return this.allFields.some((field) => field.name === name);
	}

	/** Whether the field is an option, which counts only once it was added. */
	isOption(name: string): boolean {
		return !this.fields.some((field) => field.name === name);
	}

	/** The value of a field, checked as its type asks for. */
	value(name: string): string | number | boolean {
		const { type, typeOptions } = this.field(name);
		switch (type) {
			case 'number':
				// n8n's own sign for a field without decimals.
				return typeOptions?.numberPrecision === 0 ? this.wholeNumber(name) : this.number(name);
			case 'boolean':
				return this.boolean(name);
			case 'options':
				return this.choice(name);
			default:
				return this.text(name);
		}
	}

	/**
	 * Text with something in it, as the user wrote it; a number counts as its digits.
	 */
	requiredText(name: string): string {
		const value = this.text(name);
		if (value.trim() === '') throw this.rejection(name, parameterMessages.empty, {});
		return value;
	}

	/** Text, which may be empty; nothing at all (`null`, `undefined`) counts as empty. */
	text(name: string): string {
		const value = this.raw(name) ?? '';
		if (typeof value === 'string') return value;
		if (typeof value === 'number' && Number.isFinite(value)) return String(value);
		if (typeof value === 'object') {
			const what = { value: 'an object or a list, not text' };
			throw this.rejection(name, parameterMessages.spoilt, what);
		}
		throw this.wrongValue(name, 'text');
	}

	/** A whole number within the limits of its field; a string of digits counts. */
	wholeNumber(name: string): number {
		return this.numberThat(name, Number.isSafeInteger, 'a whole number');
	}

	/** A number within the limits of its field; a string that is a number counts. */
	number(name: string): number {
		return this.numberThat(name, Number.isFinite, 'a number');
	}

	/** True or false; the words count in either case, since expressions often give them. */
	boolean(name: string): boolean {
		const value = this.raw(name);
		if (typeof value === 'boolean') return value;
		const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
		if (word === 'true' || word === 'false') return word === 'true';
		throw this.wrongValue(name, 'true or false');
	}

	/** One of the values that the field offers; a number may come as a string of digits. */
	choice<T extends string | number>(name: string): T {
		const value = this.raw(name);
		const given = typeof value === 'string' ? value.trim() : value;
		const offered = (this.field(name).options ?? []).flatMap((option) =>
			'value' in option ? [option.value as T] : [],
		);
		const chosen = offered.find((offer) => offer === given || String(offer) === given);
		if (chosen !== undefined) return chosen;
		throw this.wrongValue(name, `one of: ${offered.join(', ')}`);
	}

	/** The refusal of a field's value, with the field's name in the editor filled in as `<field>`. */
	rejection<const M extends Message>(
		name: string,
		message: M,
		values: Omit<ValuesOf<M>, 'field'>,
	): NodeOperationError {
		const field = this.field(name).displayName;
		const said = formatMessage<Message>(message, { ...values, field });
		return operationError(this.context, said, this.itemIndex);
	}

	private numberThat(name: string, isRight: (value: number) => boolean, wanted: string): number {
		const { minValue = -Infinity, maxValue = Infinity } = this.field(name).typeOptions ?? {};
		const value = toNumber(this.raw(name));
		if (isRight(value) && value >= minValue && value <= maxValue) return value;
		const limits = maxValue === Infinity ? `${minValue} or more` : `${minValue} to ${maxValue}`;
		throw this.wrongValue(name, `${wanted}, ${limits}`);
	}

	/** @throws where a text has more characters than its field, or the API, takes */
	limitLength(name: string, length: number, limit: number): void {
		const value = `${length} characters long`;
		const wanted = `text of at most ${limit} characters`;
		if (length > limit) throw this.rejection(name, parameterMessages.wrongValue, { wanted, value });
	}

	/** The refusal of a value that is shown back. */
	private wrongValue(name: string, wanted: string): NodeOperationError {
		const value = shown(this.raw(name));
		return this.rejection(name, parameterMessages.wrongValue, { wanted, value });
	}

	private get allFields(): INodeProperties[] {
		const collection = this.fields.find((field) => field.name === 'options')?.options ?? [];
		return [...this.fields, ...(collection as INodeProperties[])];
	}

	private field(name: string): INodeProperties {
		const field = this.allFields.find((candidate) => candidate.name === name);
		// A bug in this package's own code, which no workflow can cause.
		if (field === undefined) throw new TypeError(`This node has no field "${name}"`);
		return field;
	}
}

/** A number, also from text that is one; NaN for anything else. */
function toNumber(value: unknown): number {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : NaN;
}

/** A value, shortened for a message. */
function shown(value: unknown): string {
	if (value === undefined) return 'undefined';
	if (typeof value === 'number') return String(value);
	const text = JSON.stringify(value) ?? String(value);
	return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text;
}
