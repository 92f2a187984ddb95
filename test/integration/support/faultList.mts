/** How often a fault hits. */
export const frequencies = [
	['once', 1],
	['always', undefined],
] as const;

/** What came of each fault, in a line each, held against the snapshot of the test file. */
export class FaultList {
	private readonly lines = new Map<string, Map<string, string[]>>();

	/** @param when how often it hit, or with which settings; equal outcomes are told together */
	add(fault: string, when: string, outcome: string): void {
		const outcomes = this.lines.get(fault) ?? new Map<string, string[]>();
		outcomes.set(outcome, [...(outcomes.get(outcome) ?? []), when]);
		this.lines.set(fault, outcomes);
	}

	/** For the last test of a file, when all faults have happened. */
	expectAsInSnapshot(): void {
		const lines = [...this.lines].map(([fault, outcomes]) => {
			const told = [...outcomes].map(([outcome, when]) =>
				outcomes.size === 1 ? outcome : `${when.join(', ')}: ${outcome}`,
			);
			return `${fault} → ${told.join(' | ')}`;
		});
		expect(lines.join('\n')).toMatchSnapshot();
	}
}
