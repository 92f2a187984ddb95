import { Command, InvalidArgumentError, Option } from 'commander';
import type { SandboxOptions } from './sandbox.mts';

/** Reads a number of a range. */
export function numberFrom(min: number, max: number, whole = true): (text: string) => number {
	return (text) => {
		const value = Number(text);
		const isGood = text.trim() !== '' && value >= min && value <= max;
		if (isGood && (!whole || Number.isInteger(value))) return value;
		const kind = whole ? 'a whole number' : 'a number';
		throw new InvalidArgumentError(`It must be ${kind} from ${min} to ${max}.`);
	};
}

function taskSeconds(text: string): [number, number] {
	const [shortest = '', longest = shortest, ...more] = text.split('-');
	const [from = 0, to = 0] = [shortest, longest].map(numberFrom(0, 86_400, false));
	if (more.length === 0 && from <= to) return [from, to];
	throw new InvalidArgumentError('It must be a number or a range such as 20-600.');
}

function apiKey(text: string): string {
	if (/^[\x21-\x7e]+$/.test(text)) return text;
	throw new InvalidArgumentError('It must be plain letters, digits and signs, without spaces.');
}

/** The options of a sandbox whose port and speed are known. */
export type ServeOptions = SandboxOptions & { port: number; speed: number };

/** @throws {CommanderError} once it has shown the help, or what it does not understand */
export function readCommandLine(args: readonly string[]): ServeOptions {
	const port = numberFrom(0, 65_535);
	const speed = numberFrom(0.01, 100_000, false);
	const limit = numberFrom(1, 100_000);
	return new Command('npm run sandbox --')
		.exitOverride()
		.description('A local stand-in of the Highway API, with real videos and without a bill.')
		.helpOption('--help', 'show this')
		.option('--port <number>', 'port of the API', port, 4100)
		.option('--video-port <number>', 'port of the video host (default: any free one)', port)
		.option('--host <address>', 'address to listen on; 0.0.0.0 for n8n in Docker', '127.0.0.1')
		.option('--key <text>', 'the API key to accept', apiKey, 'sandbox-key')
		.option('--speed <factor>', 'how much faster than real time the tasks run', speed, 10)
		.option('--task-seconds <range>', 'time of a task at speed 1 (default: 40-80)', taskSeconds)
		.option('--video-ttl <seconds>', 'how long a link works', numberFrom(1, 604_800), 3600)
		.option('--max-rps <number>', 'answer 429 to more API requests than this in a second', limit)
		.option('--max-rpm <number>', 'answer 429 to more API requests than this in a minute', limit)
		.addOption(
			new Option('--rpm-window <kind>', 'any 60 seconds, or from the start of each minute')
				.choices(['sliding', 'clock'])
				.default('sliding'),
		)
		.option('--max-running <number>', 'answer 429 to submissions while so many tasks run', limit)
		.addOption(
			new Option('--limit <requests>', 'what --max-rps and --max-rpm count')
				.choices(['all', 'submissions'])
				.default('all'),
		)
		.parse(args, { from: 'user' })
		.opts<ServeOptions>();
}
