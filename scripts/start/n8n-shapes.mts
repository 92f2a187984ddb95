import { z } from 'zod';

export interface Login {
	email: string;
	password: string;
}

export const Credential = z.object({ id: z.string(), name: z.string(), type: z.string() });
export type Credential = z.infer<typeof Credential>;

const Item = z.object({
	json: z.record(z.unknown()),
	binary: z.record(z.unknown()).optional(),
});
const TaskData = z.object({
	executionStatus: z.string().optional(),
	/** Milliseconds. */
	executionTime: z.number().optional(),
	// The tools and the model of an agent have no such output: theirs goes by another name.
	data: z.object({ main: z.array(z.array(Item).nullable()).default([]) }).optional(),
});
const RunError = z.object({
	message: z.string().optional(),
	description: z.string().nullish(),
	node: z.object({ name: z.string() }).optional(),
});
export const Result = z.object({
	error: RunError.optional(),
	lastNodeExecuted: z.string().optional(),
	runData: z.record(z.array(TaskData)).default({}),
});

/** One run of a workflow. */
export interface Execution {
	status: string;
	/** Absent until n8n has written something down. */
	result: z.infer<typeof Result> | undefined;
	/** By which it can be found in the list of executions. */
	customData: Record<string, string>;
}
