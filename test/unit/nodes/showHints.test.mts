import type { IExecuteFunctions, NodeExecutionHint } from 'n8n-workflow';
import { showHints } from '../../../nodes/shared/n8n/showHints.ts';

const hint: NodeExecutionHint = { message: 'Have a look', type: 'info', location: 'outputPane' };

const contextWith = (methods: object) => methods as unknown as IExecuteFunctions;

describe('hints above the output', () => {
	it('are given to n8n', () => {
		const addExecutionHints = jest.fn();
		showHints(contextWith({ addExecutionHints }), [hint, hint]);
		expect(addExecutionHints.mock.calls).toEqual([[hint, hint]]);
	});

	it('are left out where an older n8n has no place for them', () => {
		expect(() => showHints(contextWith({}), [hint])).not.toThrow();
	});

	it('leave n8n alone where there are none', () => {
		const addExecutionHints = jest.fn();
		showHints(contextWith({ addExecutionHints }), []);
		expect(addExecutionHints).not.toHaveBeenCalled();
	});
});
