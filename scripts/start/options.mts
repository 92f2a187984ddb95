import { Command } from 'commander';

export interface Options {
	/** End after the example has run, instead of leaving n8n open. */
	exit: boolean;
	/** Let a debugger attach to n8n. */
	inspect?: boolean;
	/** Set: the real service is used, and not the sandbox. */
	apiKey?: string;
	baseUrl: string;
}

const ENVIRONMENT = `
Environment:
  HIGHWAY_API_KEY         use the real service, which bills this key, instead of the sandbox
  HIGHWAY_API_BASE_URL    another URL of the service (https://api.highwayapi.ai)
  HIGHWAY_CACHE_DIR       where the installed n8n is kept (~/.cache/n8n-nodes-highwayapi)`;

/**
 * Reads what the person asks for from the command line and the environment.
 * @throws {CommanderError} once it has shown the help, or what it does not understand
 */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): Options {
	const options = new Command('npm start --')
		.exitOverride()
		.description('Starts a real n8n with this package in it and runs the example workflow.')
		.helpOption('--help', 'show this')
		.addHelpText('after', ENVIRONMENT)
		.option('--exit', 'end after the example has run (so does CI=true)')
		.option('--inspect', 'let a debugger attach to n8n, at port 9229')
		.parse(args, { from: 'user' })
		.opts<Partial<Options>>();
	return {
		...options,
		exit: options.exit ?? ['true', '1'].includes(env.CI ?? ''),
		apiKey: env.HIGHWAY_API_KEY?.trim() || undefined,
		baseUrl: env.HIGHWAY_API_BASE_URL?.trim() || 'https://api.highwayapi.ai',
	};
}
