import { createHash } from 'node:crypto';
import type { INodeExecutionData } from 'n8n-workflow';
import type { GenerationRequest } from '../api/highwayApiClient';

/** A text longer than this counts by its length and both ends: an item can hold 20 MB of Base64. */
const LONG_TEXT = 10_000;

/** 22 characters that are the same for equal JSON values, and do not reveal them. */
export function digestOf(value: unknown): string {
	const json = JSON.stringify(value, (_name, entry: unknown) =>
		typeof entry === 'string' && entry.length > LONG_TEXT
			? [entry.length, entry.slice(0, LONG_TEXT / 2), entry.slice(-LONG_TEXT / 2)]
			: entry,
	);
	// 132 bits: no two values are to be expected to share a digest.
	return createHash('sha256').update(json).digest('base64url').slice(0, 22);
}

/** Digest of an input item: its JSON and its files, which count by n8n's id and are not read. */
export function digestOfItem({ json, binary = {} }: INodeExecutionData): string {
	const files = Object.entries(binary).map(([name, { id, data }]) => [
		name,
		// n8n renames the folder in the id when it saves the execution.
		id === undefined ? data : id.split('/').at(-1),
	]);
	return digestOf([json, files]);
}

/** Two digests of a request, `<path and settings>/<inputs>`. A file counts by the digest it has. */
export function digestOfRequest({ path, settings, inputs }: GenerationRequest): string {
	return `${digestOf([path, settings])}/${digestOf(inputs)}`;
}

/** Whether two requests differ in more than their inputs: a signed link differs each time. */
export function haveOtherSettings(one: string, other: string): boolean {
	return one.split('/')[0] !== other.split('/')[0];
}
