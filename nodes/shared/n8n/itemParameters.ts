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

/** How much of a refused value a message shows, in characters. */
const MAX_SHOWN_LENGTH = 60;

/**
 * The parameters of one item, checked while they are read.
 *
 * An expression can return anything, whatever type its field has. So every value is checked against the
 * description of its field: its type, limits and options. A method that refuses a value throws a
 * NodeOperationError that names the field and the item.
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

	/** Whether the user added this option, even if its expression gives nothing. */
	isAdded(name: string): boolean {
		return Object.hasOwn(this.added, name);
	}

	/** Whether the node has this field, or the user added this option and gave it a value. */
	has(name: string): boolean {
		const value = this.added[name] ?? '';
		const isGiven = typeof value !== 'string' || value.trim() !== '';
		return isGiven || this.fields.some((field) => field.name === name);
	}

	/** The unchecked value; the default of an option that was not added, or gives nothing. */
	raw(name: string): unknown {
		const { default: fallback } = this.field(name);
		if (!this.has(name)) return fallback;
		if (this.isAdded(name)) return this.added[name];
		return this.context.getNodeParameter(name, this.itemIndex, fallback);
	}

	/** The value of a field, checked by its type. */
	value(name: string): string | number | boolean {
		const { type } = this.field(name);
		if (type === 'number') return this.number(name);
		return type === 'string' ? this.text(name) : this.choice(name);
	}

	/** Text that is not blank, with its white space; see {@link text}. */
	requiredText(name: string): string {
		const value = this.text(name);
		if (value.trim() === '') throw this.rejection(name, parameterMessages.empty, {});
		return value;
	}

	/** Text, also empty; a number counts as its digits, `null` and `undefined` as empty text. */
	text(name: string): string {
		const value = this.raw(name) ?? '';
		if (typeof value === 'string') return value;
		if (typeof value === 'number' && Number.isFinite(value)) return String(value);
		if (typeof value !== 'object') throw this.wrongValue(name, 'text');
		const what = { value: 'an object or a list, not text' };
		throw this.rejection(name, parameterMessages.notText, what);
	}

	/** A number within the limits of its field, whole where its precision is 0. Digits as text count. */
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

	/** One of the options of the field, or a boolean where it has none. Text counts in any case. */
	choice<T extends string | number | boolean>(name: string): T {
		const raw = this.raw(name);
		const given = typeof raw === 'object' ? '' : String(raw).trim().toLowerCase();
		const { options = [{ value: true }, { value: false }] } = this.field(name);
		const offered = options.flatMap((option) => ('value' in option ? [option.value as T] : []));
		const chosen = offered.find((offer) => String(offer).toLowerCase() === given);
		if (chosen !== undefined) return chosen;
		throw this.wrongValue(name, `one of: ${offered.join(', ')}`);
	}

	/** Refuses a text with more characters than the API takes. */
	limitLength(name: string, limit: number): void {
		const { length } = [...this.text(name)];
		const value = `${length} characters long`;
		const wanted = `text of at most ${limit} characters`;
		if (length > limit) throw this.rejection(name, parameterMessages.wrongValue, { wanted, value });
	}

	/** The error that refuses a field's value. `<field>` becomes the field's name in the editor. */
	rejection<const M extends Message>(
		name: string,
		message: M,
		values: Omit<ValuesOf<M>, 'field'>,
	): NodeOperationError {
		const field = this.field(name).displayName;
		const said = formatMessage<Message>(message, { ...values, field });
		return operationError(this.context, said, this.itemIndex);
	}

	/** The error for a value of the wrong type or range, which it shows. */
	private wrongValue(name: string, wanted: string): NodeOperationError {
		const raw = this.raw(name);
		const json = typeof raw === 'number' ? String(raw) : JSON.stringify(raw);
		const value = sanitizeText(json ?? String(raw), MAX_SHOWN_LENGTH);
		return this.rejection(name, parameterMessages.wrongValue, { wanted, value });
	}

	private field(name: string): INodeProperties {
		const field = [...this.fields, ...this.options].find((each) => each.name === name);
		// Only a bug of this package gets here, no workflow.
		if (field === undefined) throw new TypeError(`This node has no field "${name}"`);
		return field;
	}
}
