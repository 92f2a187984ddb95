import { readCommandLine, UsageError } from '../../../sandbox/commandLine.mts';

describe('the command line of the sandbox', () => {
	it('has a default for everything', () => {
		expect(readCommandLine([])).toMatchObject({
			port: 4100,
			key: 'sandbox-key',
			speed: 10,
			host: '127.0.0.1',
		});
	});

	it('takes what is asked for', () => {
		const args = ['--port', '4200', '--speed', '2.5', '--key', 'mine', '--task-seconds', '20-600'];
		expect(readCommandLine(args)).toMatchObject({
			port: 4200,
			speed: 2.5,
			key: 'mine',
			taskSeconds: [20, 600],
		});
		expect(readCommandLine(['--help'])).toBe('help');
		const limits = ['--max-rpm', '50', '--rpm-window', 'clock', '--max-running', '3'];
		expect(readCommandLine([...limits, '--limit', 'submissions'])).toMatchObject({
			maxRequestsPerSecond: undefined,
			maxRequestsPerMinute: 50,
			minuteWindow: 'clock',
			maxRunningTasks: 3,
			limitedRequests: 'submissions',
		});
	});

	it.each([
		[['--port', 'high'], '--port must be a whole number'],
		[['--port', '70000'], '--port must be a whole number'],
		[['--speed', '0'], '--speed must be a number'],
		[['--key', ''], '--key must be'],
		[['--task-seconds', '9-1'], '--task-seconds must be'],
		[['--max-rpm', '0'], '--max-rpm must be a whole number'],
		[['--rpm-window', 'open'], '--rpm-window must be sliding or clock'],
		[['--limit', 'polls'], '--limit must be all or submissions'],
		[['--prot', '1'], '--prot'],
	])('answers %j with a sentence', (args, sentence) => {
		expect(() => readCommandLine(args)).toThrow(UsageError);
		expect(() => readCommandLine(args)).toThrow(sentence);
	});
});
