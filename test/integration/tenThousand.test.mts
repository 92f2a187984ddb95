import { CONTINUES, orderOf } from './support/submitting.mts';
import { useDeduplication } from './support/useDeduplication.mts';
import { start } from './support/execute.mts';
import { expectNoLongBlock, stopwatch } from './support/expectNoLongBlock.mts';
import { useSandbox } from './support/useSandbox.mts';

useSandbox({}, 'real');
useDeduplication();

const ITEMS = 10_000;

/** The longest time that nothing else ran while the node did, in milliseconds. */
async function longestBlock(prompt: (index: number) => string): Promise<number> {
	let isRunning = false;
	let longest = 0;
	let sinceThen = stopwatch();
	const look = () => {
		if (isRunning) longest = Math.max(longest, sinceThen());
		sinceThen = stopwatch();
	};
	const timer = setInterval(look, 1);
	const prompts = Array.from({ length: ITEMS }, (_none, index) => prompt(index));
	const { finished } = await start({
		...orderOf(prompts, { settings: CONTINUES }),
		watch: (hooks) => {
			hooks.addHandler('nodeExecuteBefore', (name) => {
				isRunning = name === 'Veo';
				sinceThen = stopwatch();
			});
			hooks.addHandler('nodeExecuteAfter', () => void (isRunning = false));
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
	])('that %s never keep n8n from answering for long', async (_what, prompt) => {
		await expectNoLongBlock(async () => await longestBlock(prompt));
	});
});
