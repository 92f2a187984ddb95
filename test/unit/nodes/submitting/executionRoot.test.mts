import type { IExecuteFunctions } from 'n8n-workflow';
import { executionRoot } from '../../../../nodes/shared/submitting/executionRoot.ts';

interface Shape {
	token?: string;
	establishedAt?: number;
	parentExecutionId?: string;
}

/** What n8n gives a node of an execution, and of those above it. */
function contextOf(own: Shape, parents: Record<string, Shape> = {}, asked: unknown[] = []) {
	return {
		getExecutionContext: () =>
			own.establishedAt === undefined
				? undefined
				: { establishedAt: own.establishedAt, parentExecutionId: own.parentExecutionId },
		evaluateExpression: () =>
			`http://n8n/webhook-waiting/7${own.token === undefined ? '' : `?signature=${own.token}`}`,
		getExecutionDataById: async (id: string) => {
			asked.push(id);
			const parent = parents[id];
			return (
				parent && {
					resumeToken: parent.token,
					executionData: {
						runtimeData: {
							establishedAt: parent.establishedAt,
							parentExecutionId: parent.parentExecutionId,
						},
					},
				}
			);
		},
	} as unknown as IExecuteFunctions;
}

const rootOf = async (own: Shape, parents: Record<string, Shape> = {}) =>
	await executionRoot(contextOf(own, parents));

describe('the root of an execution', () => {
	it('is that of its token, which is kept in every retry', async () => {
		const root = await rootOf({ token: 'a', establishedAt: 1 });
		expect(await rootOf({ token: 'a', establishedAt: 2 })).toBe(root);
		expect(await rootOf({ token: 'b', establishedAt: 1 })).not.toBe(root);
		expect(root).not.toContain('a=');
	});

	it('is the same when n8n gave up on the expression at first', async () => {
		const context = contextOf({ token: 'a', establishedAt: 1 });
		const evaluate = context.evaluateExpression.bind(context);
		let evaluations = 0;
		context.evaluateExpression = (...args) => {
			if (++evaluations === 1) throw new Error('Regular expression execution timed out');
			return evaluate(...args);
		};
		expect(await executionRoot(context)).toBe(await rootOf({ token: 'a', establishedAt: 2 }));
	});

	it('is the time it was established where n8n gives no token', async () => {
		const root = await rootOf({ establishedAt: 1 });
		expect(await rootOf({ establishedAt: 1 })).toBe(root);
		expect(await rootOf({ establishedAt: 2 })).not.toBe(root);
	});

	it('is nothing where n8n gives neither', async () => {
		expect(await rootOf({})).toBeUndefined();
		const bare = {
			evaluateExpression: () => {
				throw new Error('No bridge');
			},
		};
		expect(await executionRoot(bare as unknown as IExecuteFunctions)).toBeUndefined();
	});

	it('is that of the execution at the top in every call of a sub-workflow', async () => {
		const top = await rootOf({ token: 'top', establishedAt: 1 });
		const parents = {
			'1': { token: 'top', establishedAt: 1 },
			'2': { token: 'middle', establishedAt: 2, parentExecutionId: '1' },
		};
		for (const token of ['call', 'another call']) {
			const own = { token, establishedAt: 3, parentExecutionId: '2' };
			expect(await rootOf(own, parents)).toBe(top);
		}
	});

	it('is the parent’s id where the parent can’t be read, and the same in each of its calls', async () => {
		const own = { token: 'a', establishedAt: 3, parentExecutionId: '2' };
		const root = await rootOf(own);
		expect(await rootOf({ ...own, token: 'b' })).toBe(root);
		expect(await rootOf({ ...own, parentExecutionId: '3' })).not.toBe(root);
	});

	it('never asks n8n for an execution without an id, and ends where parents go in a circle', async () => {
		const asked: unknown[] = [];
		await executionRoot(contextOf({ token: 'a', establishedAt: 1 }, {}, asked));
		expect(asked).toEqual([]);
		const circle = { '1': { token: 'x', establishedAt: 1, parentExecutionId: '1' } };
		await executionRoot(contextOf({ establishedAt: 1, parentExecutionId: '1' }, circle, asked));
		expect(asked.length).toBeLessThan(50);
		expect(asked).not.toContain(undefined);
	});
});
