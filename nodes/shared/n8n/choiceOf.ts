import type { INodeProperties } from 'n8n-workflow';

/** The fields of a node, and the entries of its collection `options`. */
type FieldsAndOptions<Fields extends readonly INodeProperties[]> =
	| Fields[number]
	| (Extract<Fields[number], { name: 'options' }> extends {
			options: ReadonlyArray<infer Option>;
	  }
			? Option
			: never);

/** The values that a field offers, as `fields.ts` lists them. */
export type ChoiceOf<Fields extends readonly INodeProperties[], Name extends string> =
	Extract<FieldsAndOptions<Fields>, { name: Name }> extends {
		options: ReadonlyArray<{ value: infer Value }>;
	}
		? Value
		: never;
