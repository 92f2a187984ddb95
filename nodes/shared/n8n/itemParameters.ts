import type {
	IDataObject,
	IExecuteFunctions,
	INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';
import { sanitizeText } from '../api/untrusted';
import { formatMessage, type ValuesOf, type Message } from '../message';
import { operationError } from './itemError';
import { parameterMessages } from './n8nMessages';

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
	private readonly added: IDataObject;
	private readonly options: INodeProperties[];

	/** @param fields the node's properties; the entries of its `options` collection count too */
	constructor(
		private readonly context: IExecuteFunctions,
		readonly itemIndex: number,
		private readonly fields: INodeProperties[],
	) {
		this.added = (context.getNodeParameter('options', itemIndex, {}) ?? {}) as IDataObject;
		const collection = fields.find(({ name }) => name === 'options');
		this.options = (collection?.options ?? []) as INodeProperties[];
	}

	/** Whether the user added this option, though its expression may give nothing. */
	isAdded(name: string): boolean {
		return Object.hasOwn(this.added, name);
	}

	/** Whether the node has this field, or the user added this option and gave it a value. */
	has(name: string): boolean {
		const given = (this.isAdded(name) && this.added[name]) ?? '';
		const isGiven = typeof given === 'string' ? given.trim() !== '' : this.isAdded(name);
		return isGiven || this.fields.some((field) => field.name === name);
	}

	/** The value as it is, for fields that take more than plain text. */
	raw(name: string): unknown {
		const { default: otherwise } = this.field(name);
		if (!this.has(name)) return otherwise;
		if (this.isAdded(name)) return this.added[name];
		return this.context.getNodeParameter(name, this.itemIndex, otherwise);
	}

	/** The value of a field, checked as its type asks for. */
	value(name: string): string | number | boolean {
		const { type } = this.field(name);
		if (type === 'number') return this.number(name);
		return type === 'string' ? this.text(name) : this.choice(name);
	}

	/** Text with something in it, as the user wrote it; a number counts as its digits. */
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
		if (typeof value !== 'object') throw this.wrongValue(name, 'text');
		const what = { value: 'an object or a list, not text' };
		throw this.rejection(name, parameterMessages.spoilt, what);
	}

	/** A number within the limits of its field, and whole where it has no decimals; text counts. */
	number(name: string): number {
		const {
			minValue = -Infinity,
			maxValue = Infinity,
			numberPrecision,
		} = this.field(name).typeOptions ?? {};
		const isWhole = numberPrecision === 0;
		const raw = this.raw(name);
		const isNumeral = typeof raw === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(raw);
		const value = typeof raw === 'number' || isNumeral ? Number(raw) : NaN;
		const isRight = isWhole ? Number.isSafeInteger(value) : Number.isFinite(value);
		if (isRight && value >= minValue && value <= maxValue) return value;
		const limits = maxValue === Infinity ? `${minValue} or more` : `${minValue} to ${maxValue}`;
		throw this.wrongValue(name, `${isWhole ? 'a whole number' : 'a number'}, ${limits}`);
	}

	/** One of the values that the field offers, or true or false; text that says one counts. */
	choice<T extends string | number | boolean>(name: string): T {
		const raw = this.raw(name);
		const given = typeof raw === 'object' ? '' : String(raw).trim().toLowerCase();
		const { options = [{ value: true }, { value: false }] } = this.field(name);
		const offered = options.flatMap((option) => ('value' in option ? [option.value as T] : []));
		const chosen = offered.find((offer) => String(offer).toLowerCase() === given);
		if (chosen !== undefined) return chosen;
		throw this.wrongValue(name, `one of: ${offered.join(', ')}`);
	}

	/** @throws where a text has more characters than its field, or the API, takes */
	limitLength(name: string, length: number, limit: number): void {
		const value = `${length} characters long`;
		const wanted = `text of at most ${limit} characters`;
		if (length > limit) throw this.rejection(name, parameterMessages.wrongValue, { wanted, value });
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

	/** The refusal of a value that is shown back. */
	private wrongValue(name: string, wanted: string): NodeOperationError {
		const raw = this.raw(name);
		const json = typeof raw === 'number' ? String(raw) : JSON.stringify(raw);
		const value = sanitizeText(json ?? String(raw), MAX_SHOWN_LENGTH);
		return this.rejection(name, parameterMessages.wrongValue, { wanted, value });
	}

	private field(name: string): INodeProperties {
		const field = [...this.fields, ...this.options].find((each) => each.name === name);
		// A bug in this package's own code, which no workflow can cause.
		if (field === undefined) throw new TypeError(`This node has no field "${name}"`);
		return field;
	}
}
