import { parseArgs } from 'node:util';
import { Failure } from './failure.mts';

export interface Options {
	help: boolean;
	/** End after the example has run, instead of leaving n8n open. */
	exit: boolean;
	/** Let a debugger attach to n8n. */
	inspect: boolean;
	port: number | undefined;
	sandboxPort: number | undefined;
	/** Set: the real service is used, and not the sandbox. */
	apiKey: string | undefined;
	baseUrl: string;
}

export const help = `Usage: npm start -- [options]

Starts a real n8n with this package in it and runs the example workflow.

  --exit                 end after the example has run (so does CI=true)
  --inspect              let a debugger attach to n8n, at port 9229
  --port <number>        port for n8n (5678 when free, else any free one)
  --sandbox-port <number>  port for the sandbox (4100 when free, else any free one)
  --help                 show this

Environment:
  HIGHWAY_API_KEY        use the real service, which bills this key, instead of the sandbox
  HIGHWAY_API_BASE_URL   another address of the service (https://api.highwayapi.ai)
  HIGHWAY_CACHE_DIR      where the installed n8n is kept (~/.cache/n8n-nodes-highwayapi)`;

const seeHelp = 'See “npm start -- --help”.';

/** Reads what the person asks for from the command line and the environment. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options {
	const values = parse(args);
	return {
		help: values.help ?? false,
		exit: values.exit ?? ['true', '1'].includes(env.CI ?? ''),
		inspect: values.inspect ?? false,
		port: port('--port', values.port),
		sandboxPort: port('--sandbox-port', values['sandbox-port']),
		apiKey: env.HIGHWAY_API_KEY?.trim() || undefined,
		baseUrl: env.HIGHWAY_API_BASE_URL?.trim() || 'https://api.highwayapi.ai',
	};
}

function parse(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				help: { type: 'boolean' },
				exit: { type: 'boolean' },
				inspect: { type: 'boolean' },
				port: { type: 'string' },
				'sandbox-port': { type: 'string' },
			},
		}).values;
	} catch {
		throw new Failure(`“npm start” does not understand: ${args.join(' ')}`, seeHelp);
	}
}

function port(option: string, value: string | undefined): number | undefined {
	if (value === undefined) return undefined;
	const number = Number(value);
	if (Number.isInteger(number) && number >= 1 && number <= 65_535) return number;
	throw new Failure(`${option} takes a port number, not “${value}”.`, seeHelp);
}
