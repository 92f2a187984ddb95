import { describe as say, explainNpm, Failure } from '../../../scripts/bare-node/failure.cjs';
import { readOptions } from '../../../scripts/start/options.mts';

describe('what a person reads when something is missing', () => {
	it.each([
		['npm error code ENOSPC\nnpm error syscall write', 'The disk is full.'],
		['npm error network request to https://somewhere failed', 'could not reach'],
		['npm error errno ECONNREFUSED', 'could not reach'],
		['npm error code E401', 'refused npm’s login'],
		['gyp ERR! find Python You need to install Python', 'could not be compiled'],
		['npm error code EINTEGRITY', 'does not match its checksum'],
		['npm error nobody knows', 'npm did not install n8n.'],
	])('of npm’s %j', (output, sentence) => {
		const failure = explainNpm(output, 'install n8n', '/tmp/npm.log');
		const [message, advice, log] = say(failure).split('\n');
		expect(message).toContain(sentence);
		expect(advice).toMatch(/\w/);
		expect(log).toBe('Log: /tmp/npm.log');
	});

	it.each([
		['ENOSPC', 'The disk is full.'],
		['EACCES', 'Your user may not write /x.'],
		['EADDRINUSE', 'Port 5678 is taken.'],
	])('of the operating system’s %s', (code, sentence) => {
		const error = Object.assign(new Error('refused'), { code, path: '/x', port: 5678 });
		expect(say(error)).toContain(sentence);
	});

	it('of what nobody foresaw is one line, without a stack', () => {
		expect(say(new Error('odd\n at somewhere'))).toBe('Something unforeseen happened: odd');
	});
});

describe('the options of npm start', () => {
	it('come from the command line and the environment', () => {
		expect(readOptions(['--exit', '--port', '6000'], {})).toMatchObject({
			exit: true,
			port: 6000,
			apiKey: undefined,
		});
		expect(readOptions([], { CI: 'true', HIGHWAY_API_KEY: ' key ' })).toMatchObject({
			exit: true,
			apiKey: 'key',
		});
		expect(readOptions([], {}).exit).toBe(false);
	});

	it.each([[['--prot']], [['--port', 'many']], [['--port', '70000']]])(
		'are refused with a sentence: %j',
		(args) => {
			expect(() => readOptions(args, {})).toThrow(Failure);
		},
	);
});
