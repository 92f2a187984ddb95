import type { Exception } from './exceptions.mts';
import type { At, Document } from './markdown.mts';
import { commandsIn, isCommand } from './shell.mts';

export interface Command extends At {
	/** As it is written. */
	command: string;
}

/** A command that serves until it is stopped. */
export interface Server {
	run: string;
	/** What it prints once it is ready. */
	ready: RegExp;
}

/** What is to become of a command. */
export type Step = Command & Decision;

type Decision =
	| { kind: 'run'; run: string; beside?: Server; note?: string }
	| ({ kind: 'serve'; note?: string } & Server)
	/** Nothing is to be done; `why` tells what stands for it. */
	| { kind: 'leave'; why: string };

export interface Plan {
	steps: Step[];
	unusedExceptions: Exception[];
}

export interface Rules {
	/** The commands that `.ci/run` runs, with the lines in which it does. */
	ci: Map<string, string>;
	exceptions: readonly Exception[];
	/** Whether those are to be run, too, that take long or are run elsewhere. */
	all: boolean;
}

/** The commands of a document: those in blocks for the shell, and those within its sentences. */
export function commandsOf({ code }: Document): Command[] {
	return code.flatMap(({ file, line, language, text }): Command[] => {
		if (language === 'inline') return isCommand(text) ? [{ file, line, command: text }] : [];
		if (!['sh', 'bash', 'shell', 'console'].includes(language)) return [];
		return commandsIn(text).map((found) => ({
			file,
			// A block begins on the line after its fence.
			line: line + 1 + found.line,
			command: found.command,
		}));
	});
}

/** The commands that `.ci/run` runs: each by itself, and the line that sets its environment, too. */
export function commandsOfCi(script: string): Map<string, string> {
	const lines = commandsIn(script).map(({ command }) => command);
	const commands = lines.filter((line) => isCommand(line));
	return new Map(commands.map((line) => [line.replace(/^(?:[A-Z_]+=\S* )+/, ''), line]));
}

/** Decides what becomes of each command. Each is run once, however often it is written. */
export function makePlan(commands: Command[], rules: Rules): Plan {
	const first = new Map<string, Command>();
	const used = new Set<Exception | undefined>();
	const steps = commands.map((command): Step => {
		used.add(exceptionFor(command.command, rules));
		const earlier = first.get(command.command);
		if (earlier) {
			const why = `the same as in ${earlier.file}:${earlier.line}`;
			return { ...command, kind: 'leave', why };
		}
		first.set(command.command, command);
		return { ...command, ...decide(command.command, rules) };
	});
	return { steps, unusedExceptions: rules.exceptions.filter((rule) => !used.has(rule)) };
}

const exceptionFor = (command: string, { exceptions }: Rules) =>
	exceptions.find((exception) => exception.command.test(command));

function decide(command: string, rules: Rules): Decision {
	const { ci, all } = rules;
	const {
		reason = '',
		onlyWithAll,
		sameAs,
		never,
		ready,
		beside,
		instead,
	} = exceptionFor(command, rules) ?? {};
	if (never) return { kind: 'leave', why: reason };
	if (onlyWithAll && !all) return { kind: 'leave', why: `not run without “-- --all”: ${reason}` };
	if (sameAs !== undefined && ci.has(sameAs) && !all)
		return { kind: 'leave', why: `.ci/run runs “${sameAs}”: ${reason}` };
	const line = ci.get(command);
	if (line !== undefined) return { kind: 'leave', why: `.ci/run runs “${line}”` };
	if (ready) return { kind: 'serve', run: command, ready };
	return {
		kind: 'run',
		run: instead ?? command,
		...(beside === undefined ? {} : { beside: serverFor(beside, rules) }),
		...(instead === undefined ? {} : { note: `as “${instead}”, since it ${reason}` }),
	};
}

function serverFor(command: string, rules: Rules): Server {
	const { ready } = exceptionFor(command, rules) ?? {};
	if (!ready) throw new Error(`It is not known when “${command}” is ready`);
	return { run: command, ready };
}
