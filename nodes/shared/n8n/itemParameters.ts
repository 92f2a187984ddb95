import type {
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';
import { formatMessage, type ValuesOf, type Message } from '../message';
import { operationError } from './itemError';
import { parameterAdditions, parameterMessages } from './parameterMessages';

/** Longest piece of a refused value that is shown back, in characters. */
const MAX_SHOWN_LENGTH = 60;

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

	/** Whether the field is an option, which counts only once it was added. */
	isOption(name: string): boolean {
		return this.optionFields.some((field) => field.name === name);
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
	 *
	 * @param ifEmpty what to say where there is none
	 */
	requiredText(name: string, ifEmpty: Message): string {
		const value = this.text(name);
		if (value.trim() === '') throw this.rejection(name, ifEmpty, {});
		return value;
	}

	/** Text, which may be empty; nothing at all (`null`, `undefined`) counts as empty. */
	text(name: string): string {
		const value = this.raw(name) ?? '';
		if (typeof value === 'string') {
			// JSON and addresses can't carry half of a surrogate pair.
			if (!/\p{Surrogate}/u.test(value)) return value;
			throw this.rejection(name, parameterMessages.halfACharacter, {});
		}
		if (typeof value === 'number' && Number.isFinite(value)) return String(value);
		throw this.wrongValue(name, parameterMessages.notText, {});
	}

	/** A whole number within the limits of its field; a string of digits counts. */
	wholeNumber(name: string): number {
		return this.numberThat(name, Number.isSafeInteger, parameterMessages.notWhole);
	}

	/** A number within the limits of its field; a string that is a number counts. */
	number(name: string): number {
		return this.numberThat(name, Number.isFinite, parameterMessages.notANumber);
	}

	/** True or false; the message count in either case, since expressions often give them. */
	boolean(name: string): boolean {
		const value = this.raw(name);
		if (typeof value === 'boolean') return value;
		const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
		if (word === 'true' || word === 'false') return word === 'true';
		throw this.wrongValue(name, parameterMessages.notYesOrNo, {});
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
		throw this.wrongValue(name, parameterMessages.notOffered, { values: offered.join(', ') });
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

	private numberThat(
		name: string,
		isRight: (number: number) => boolean,
		otherwise: typeof parameterMessages.notWhole | typeof parameterMessages.notANumber,
	): number {
		const { minValue = -Infinity, maxValue = Infinity } = this.field(name).typeOptions ?? {};
		const number = toNumber(this.raw(name));
		if (isRight(number) && number >= minValue && number <= maxValue) return number;
		const limits = maxValue === Infinity ? `${minValue} or more` : `${minValue} to ${maxValue}`;
		throw this.wrongValue(name, otherwise, { limits });
	}

	/** The refusal of a value that is shown back. */
	private wrongValue<const M extends Message>(
		name: string,
		{ happened, advice }: M,
		values: Omit<ValuesOf<M>, 'field' | 'value'>,
	): NodeOperationError {
		const message: Message = {
			happened,
			advice: this.hasOption(name) ? `${advice} ${parameterAdditions.removable}` : advice,
		};
		return this.rejection(name, message, { ...values, value: shown(this.raw(name)) });
	}

	private get optionFields(): INodeProperties[] {
		const collection = this.fields.find((field) => field.name === 'options')?.options ?? [];
		return collection as INodeProperties[];
	}

	private field(name: string): INodeProperties {
		const all = [...this.fields, ...this.optionFields];
		const field = all.find((candidate) => candidate.name === name);
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
