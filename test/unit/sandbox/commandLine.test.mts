import { CommanderError } from 'commander';
import { readCommandLine } from '../../../sandbox/commandLine.mts';

beforeEach(() => {
	jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

describe('the command line of the sandbox', () => {
	it('has a default for everything, and takes what is asked for', () => {
		const defaults = { port: 4100, key: 'sandbox-key', speed: 10, host: '127.0.0.1' };
		expect(readCommandLine([])).toMatchObject(defaults);
		const args =
			'--port 4200 --speed 2.5 --key mine --task-seconds 20-600 --max-rpm 50 --rpm-window clock --max-running 3 --limit submissions';
		expect(readCommandLine(args.split(' '))).toMatchObject({
			...{ port: 4200, speed: 2.5, key: 'mine', taskSeconds: [20, 600] },
			...{ maxRpm: 50, rpmWindow: 'clock', maxRunning: 3, limit: 'submissions' },
		});
	});

	it.each([
		[['--port', 'high'], 'It must be a whole number'],
		[['--port', '70000'], 'It must be a whole number'],
		[['--speed', '0'], 'It must be a number'],
		[['--key', ''], 'It must be plain letters'],
		[['--task-seconds', '9-1'], 'It must be a number or a range'],
		[['--max-rpm', '0'], 'It must be a whole number'],
		[['--rpm-window', 'open'], 'sliding, clock'],
		[['--limit', 'polls'], 'all, submissions'],
		[['--prot', '1'], '--port'],
	])('answers %j with a sentence that names the option', (args, sentence) => {
		expect(() => readCommandLine(args)).toThrow(CommanderError);
		expect(() => readCommandLine(args)).toThrow(sentence);
		expect(() => readCommandLine(args)).toThrow(args[0]);
	});
});
