import { z } from 'zod';

const Node = z
	.object({
		id: z.string(),
		name: z.string(),
		type: z.string(),
		parameters: z.record(z.unknown()),
		credentials: z.record(z.object({ id: z.string().nullable(), name: z.string() })).optional(),
	})
	.passthrough();

/** A workflow as it is kept in a file, ready to be given to n8n. */
export const WorkflowDraft = z.object({
	name: z.string(),
	nodes: z.array(Node),
	connections: z.record(z.unknown()),
	settings: z.record(z.unknown()).optional(),
});
export type WorkflowDraft = z.infer<typeof WorkflowDraft>;

/** A workflow that n8n keeps. */
export const Workflow = WorkflowDraft.extend({
	id: z.string(),
	versionId: z.string(),
	isArchived: z.boolean().optional(),
});
export type Workflow = z.infer<typeof Workflow>;
