import { CommanderError } from 'commander';
import { Failure, describe as say, adviceOn } from '../../../scripts/start/failure.mts';
import { readOptions } from '../../../scripts/start/options.mts';

describe('what a person reads when something is missing', () => {
	it.each([
		['npm error code ENOSPC\nnpm error syscall write', 'The disk is full.'],
		['npm error network request to https://somewhere failed', 'can’t be reached'],
		['npm error errno ECONNREFUSED', 'can’t be reached'],
		["n8n's port 5678 is already in use", 'A port is taken.'],
		["EACCES: permission denied, mkdir '/x'", 'may not be written'],
		['gyp ERR! find Python You need to install Python', 'could not be compiled'],
	])('of %j', (output, sentence) => {
		expect(adviceOn(output)).toContain(sentence);
		expect(say(new Error(output)).split('\n')[1]).toContain(sentence);
	});

	it('is a sentence, how to get on, and where to read more, and no stack', () => {
		const failure = new Failure('npm did not install n8n.', 'The log says why.', '/tmp/npm.log');
		expect(say(failure)).toBe('npm did not install n8n.\nThe log says why.\nLog: /tmp/npm.log');
		expect(adviceOn('npm error nobody knows')).toBeUndefined();
		expect(say(new Error('odd\n at somewhere')).split('\n')[0]).toBe('Error: odd');
	});
});

describe('the options of npm start', () => {
	it('come from the command line and the environment', () => {
		const asked = { exit: true, inspect: true, apiKey: undefined };
		expect(readOptions(['--exit', '--inspect'], {})).toMatchObject(asked);
		const environment = { CI: 'true', HIGHWAY_API_KEY: ' key ' };
		expect(readOptions([], environment)).toMatchObject({ exit: true, apiKey: 'key' });
		expect(readOptions([], {}).exit).toBe(false);
	});

	it.each([[['--exti']], [['--exit', 'now']]])('are refused with a sentence: %j', (args) => {
		jest.spyOn(process.stderr, 'write').mockReturnValue(true);
		expect(() => readOptions(args, {})).toThrow(CommanderError);
		expect(process.stderr.write).toHaveBeenCalledWith(expect.stringContaining('error: '));
	});
});
