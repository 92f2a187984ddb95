import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockSync } from 'proper-lockfile';
import { Failure } from './failure.mts';
import type { Login, N8nClient } from './n8n-client.mts';
import type { Workflow, WorkflowDraft } from './workflow.mts';

/** Keeps two starts from working on the same data; the claim ends with this process. */
export function claim(folder: string): void {
	mkdirSync(folder, { recursive: true });
	const lockfilePath = join(folder, 'running.lock');
	try {
		lockSync(folder, { lockfilePath, onCompromised: () => undefined });
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'ELOCKED')) throw error;
		throw new Failure(
			'“npm start” runs here already.',
			'End it with Ctrl-C first; if it was killed, wait ten seconds. Then run the command again.',
		);
	}
}

/** Logs in to n8n with the account of an earlier start, or makes it. */
export async function logIn(client: N8nClient, folder: string): Promise<Login> {
	const file = join(folder, 'login.json');
	// n8n wants a digit and a capital.
	const password = `N8n-${randomBytes(12).toString('base64url')}`;
	const login = readJson<Login>(file) ?? { email: 'builder@example.com', password };
	if (await client.needsOwner()) {
		writeFileSync(file, JSON.stringify(login), { mode: 0o600 });
		await client.setUpOwner(login);
		return login;
	}
	await client.logIn(login).catch(({ message }: Error) => {
		throw new Failure(
			`n8n has an account from an earlier start, whose password is not in ${file}. ${message}`,
			`Put that file back, or move ${join(folder, 'n8n')} aside to begin with an empty n8n.`,
		);
	});
	return login;
}

/**
 * Puts the example into n8n. One that a start put there earlier is brought up to date, unless the
 * person has changed it since: then a fresh copy goes beside it.
 */
export async function keepExample(
	client: N8nClient,
	example: WorkflowDraft,
	folder: string,
): Promise<Workflow> {
	const file = join(folder, 'example.json');
	const kept = readJson<Pick<Workflow, 'id' | 'versionId'>>(file);
	const present = kept && (await client.workflow(kept.id));
	const isOurs = present?.versionId === kept?.versionId && !present?.isArchived;
	const name = present && !isOurs ? `${example.name} (fresh copy)` : example.name;
	const workflow =
		present && isOurs
			? await client.updateWorkflow(present.id, present.versionId, example)
			: await client.createWorkflow({ ...example, name });
	const { id, versionId } = workflow;
	writeFileSync(file, JSON.stringify({ id, versionId }));
	return workflow;
}

/** What an earlier start has written, unless it is gone or was cut. */
function readJson<T>(file: string): T | undefined {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		return undefined;
	}
}
