import { parseArgs } from 'node:util';
import type { SandboxOptions } from './sandbox.mts';

export const HELP = `A local stand-in of the Highway API, with real videos and without a bill.

npm run sandbox -- [options]

  --port <number>          port of the API (default 4100)
  --video-port <number>    port of the video host (default: any that is free)
  --host <address>         address to listen on (default 127.0.0.1; 0.0.0.0 for n8n in Docker on Linux)
  --key <text>             the API key to accept (default sandbox-key)
  --speed <factor>         how much faster than real tasks are processed (default 10)
  --task-seconds <range>   how long a task takes at speed 1, such as 60 or 20-600 (default 40-80)
  --video-ttl <seconds>    how long a link to a video is good (default 3600)
  --max-rps <number>       answer 429 to more API requests than this in a second (default: no limit)
  --max-rpm <number>       answer 429 to more API requests than this in a minute (default: no limit)
  --rpm-window <kind>      sliding (any 60 seconds) or clock (begins with the minute; default sliding)
  --max-running <number>   answer 429 to submissions while so many tasks run (default: no limit)
  --limit <requests>       what --max-rps and --max-rpm count: all or submissions (default all)
  --help                   show this
`;

/** What the user typed cannot be followed; the message is a sentence for them. */
export class UsageError extends Error {}

function number(name: string, text: string, min: number, max: number, whole = true): number {
	const value = Number(text);
	if (text.trim() === '' || !(value >= min && value <= max) || (whole && value % 1 !== 0)) {
		const kind = whole ? 'a whole number' : 'a number';
		throw new UsageError(`--${name} must be ${kind} from ${min} to ${max}, not "${text}".`);
	}
	return value;
}

function taskSeconds(text: string): [number, number] {
	const [shortest = '', longest = shortest, ...more] = text.split('-');
	const range = [shortest, longest].map((part) => number('task-seconds', part, 0, 86_400, false));
	const [from = 0, to = 0] = range;
	if (more.length > 0 || from > to) {
		throw new UsageError(
			`--task-seconds must be a number or a range such as 20-600, not "${text}".`,
		);
	}
	return [from, to];
}

function oneOf<const Value extends string>(name: string, text: string, values: Value[]): Value {
	const value = values.find((each) => each === text);
	if (value !== undefined) return value;
	throw new UsageError(`--${name} must be ${values.join(' or ')}, not "${text}".`);
}

function apiKey(text: string): string {
	if (/^[\x21-\x7e]+$/.test(text)) return text;
	throw new UsageError('--key must be plain letters, digits and signs, without spaces.');
}

function parse(args: readonly string[]) {
	const text = (value: string) => ({ type: 'string', default: value }) as const;
	try {
		return parseArgs({
			args: [...args],
			options: {
				port: text('4100'),
				'video-port': text('0'),
				host: text('127.0.0.1'),
				key: text('sandbox-key'),
				speed: text('10'),
				'task-seconds': text('40-80'),
				'video-ttl': text('3600'),
				'max-rps': { type: 'string' },
				'max-rpm': { type: 'string' },
				'rpm-window': text('sliding'),
				'max-running': { type: 'string' },
				limit: text('all'),
				help: { type: 'boolean', default: false },
			},
		}).values;
	} catch (error) {
		const [sentence] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/);
		throw new UsageError(`${sentence}. See "npm run sandbox -- --help".`);
	}
}

/** The options of a sandbox whose port and speed are known. */
export type ServeOptions = SandboxOptions & { port: number; speed: number };

/**
 * @returns 'help' when that is what was asked for
 * @throws {UsageError} for an unknown option or a value that makes no sense
 */
export function readCommandLine(args: readonly string[]): ServeOptions | 'help' {
	const values = parse(args);
	if (values.help) return 'help';
	const limit = (name: 'max-rps' | 'max-rpm' | 'max-running') =>
		values[name] === undefined ? undefined : number(name, values[name], 1, 100_000);
	return {
		port: number('port', values.port, 0, 65_535),
		videoPort: number('video-port', values['video-port'], 0, 65_535),
		host: values.host,
		key: apiKey(values.key),
		speed: number('speed', values.speed, 0.01, 100_000, false),
		taskSeconds: taskSeconds(values['task-seconds']),
		videoTtlSeconds: number('video-ttl', values['video-ttl'], 1, 604_800),
		maxRequestsPerSecond: limit('max-rps'),
		maxRequestsPerMinute: limit('max-rpm'),
		minuteWindow: oneOf('rpm-window', values['rpm-window'], ['sliding', 'clock']),
		maxRunningTasks: limit('max-running'),
		limitedRequests: oneOf('limit', values.limit, ['all', 'submissions']),
	};
}
