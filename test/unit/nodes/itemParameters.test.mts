import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { ItemParameters } from '../../../nodes/shared/n8n/itemParameters.ts';

const number = (name: string, numberPrecision?: number): INodeProperties => ({
	displayName: `The ${name}`,
	name,
	type: 'number',
	default: 0,
	typeOptions: { maxValue: 2, ...(numberPrecision === undefined ? {} : { numberPrecision }) },
});

/** The parameters of an item whose every field holds one value. */
function parametersHolding(value: unknown): ItemParameters {
	const context = {
		getNode: () => ({}),
		getNodeParameter: (name: string) => (name === 'options' ? {} : value),
	} as unknown as IExecuteFunctions;
	return new ItemParameters(context, 0, [number('count', 0), number('strength', 2), number('any')]);
}

describe('the value of a number field', () => {
	it('may have a fraction, unless the field has no decimals', () => {
		const parameters = parametersHolding(1.5);
		expect(parameters.value('strength')).toBe(1.5);
		expect(parameters.value('any')).toBe(1.5);
		expect(() => parameters.value('count')).toThrow("'The count' must be a whole number");
	});

	it('has to be within the limits of the field either way', () => {
		const parameters = parametersHolding(3);
		expect(() => parameters.value('count')).toThrow("'The count' must be a whole number");
		expect(() => parameters.value('strength')).toThrow("'The strength' must be a number");
	});
});
