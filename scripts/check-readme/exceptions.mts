/**
 * A command that is not simply run as it is written. Each needs a reason, and one that no document
 * uses any more is a finding of its own.
 */
export interface Exception {
	/** The commands that it is about. */
	command: RegExp;
	reason: string;
	/** It serves until it is stopped, and says this once it is ready. */
	ready?: RegExp;
	/** Another command that has to serve meanwhile. */
	beside?: string;
	/** What is run in its place. */
	instead?: string;
	/** It runs with `--all` alone. */
	onlyWithAll?: true;
	/** A command that does the same, too: where `.ci/run` runs that, this one runs with `--all` alone. */
	sameAs?: string;
	/** It is never run. */
	never?: true;
}

export const exceptions: readonly Exception[] = [
	{
		command: /^npm run check:readme\b/,
		never: true,
		reason: 'it is this very check',
	},
	{
		command: /^npm run sandbox\b/,
		ready: /^Start page: /m,
		reason: 'serves until it is stopped',
	},
	{
		command: /^npm start -- --inspect$/,
		ready: /^debugger: /m,
		reason: 'serves until it is stopped',
	},
	{
		command: /^npm run test:mutation$/,
		onlyWithAll: true,
		reason: 'it takes half an hour',
	},
	{
		command: /^npm run dev$/,
		ready: /Watching for file changes/,
		reason: 'goes on until it is stopped',
	},
	{
		command: /^curl .*127\.0\.0\.1:4100\//,
		beside: 'npm run sandbox',
		reason: 'speaks to the sandbox',
	},
	{
		command: /^HIGHWAY_API_KEY=… npm start$/,
		instead:
			'HIGHWAY_API_KEY=sandbox-key HIGHWAY_API_BASE_URL=http://127.0.0.1:4100 CI=true npm start',
		beside: 'npm run sandbox',
		reason: 'wants a real key, and is billed: the sandbox stands in for the service',
	},
	{
		command: /^npm run bench(?::queue)?$/,
		onlyWithAll: true,
		reason: 'it takes 5 or 30 minutes, and its figures want a quiet machine',
	},
	{
		command: /^npx tsx --test test\/e2e\/walk\.test\.mts$/,
		sameAs: 'npm run test:e2e',
		reason: 'that runs this file, which takes more than a minute',
	},
];
