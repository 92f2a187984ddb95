import { promptItems, useSubmitting } from './support/submitting.mts';
import { useDeduplication } from './support/useDeduplication.mts';

const { begin, submitting } = useSubmitting();
useDeduplication();

const ITEMS = 10_000;

/** The longest time that nothing else ran while the node did, in milliseconds. */
async function longestBlock(prompt: (index: number) => string): Promise<number> {
	let isRunning = false;
	let longest = 0;
	let last = performance.now();
	const look = () => {
		const now = performance.now();
		if (isRunning) longest = Math.max(longest, now - last);
		last = now;
	};
	const timer = setInterval(look, 1);
	const { finished } = await begin({
		workflow: submitting({}, { onError: 'continueRegularOutput' }),
		items: promptItems(...Array.from({ length: ITEMS }, (_none, index) => prompt(index))),
		watch: (hooks) => {
			hooks.addHandler('nodeExecuteBefore', (name) => {
				isRunning = name === 'Veo';
				last = performance.now();
			});
			hooks.addHandler('nodeExecuteAfter', () => {
				isRunning = false;
			});
		},
	});
	const { output } = await finished;
	clearInterval(timer);
	expect(output('Veo')).toHaveLength(ITEMS);
	return longest;
}

describe('ten thousand items', () => {
	it.each([
		['fail their checks', () => ''],
		['are equal, and more than the limit allows', () => 'the same'],
		['are different, and more than the limit allows', (index: number) => `${index}`],
	])(
		'that %s never keep n8n from answering for long',
		async (_what, prompt) => {
			// Ten times what is promised, since the machine may have others to serve.
			expect(await longestBlock(prompt)).toBeLessThan(1000);
		},
		120_000,
	);
});
