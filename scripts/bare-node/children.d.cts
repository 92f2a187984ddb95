import type { ChildProcess, SpawnOptions } from 'node:child_process';

export declare function startChild(
	command: string,
	args: string[],
	options: SpawnOptions,
): ChildProcess;
export declare function endChild(child: ChildProcess, patience?: number): Promise<void>;
