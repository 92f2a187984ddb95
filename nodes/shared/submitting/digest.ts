import { createHash } from 'node:crypto';
import type { INodeExecutionData } from 'n8n-workflow';
import type { GenerationRequest } from '../api/highwayApiClient';

/** Text from this length on counts by its length and its ends: an item can hold 20 MB of Base64. */
const LONG_TEXT = 10_000;

/** A short text that is the same for equal values of JSON, and reveals nothing of them. */
export function digestOf(value: unknown): string {
	const json = JSON.stringify(value, (_name, entry: unknown) =>
		typeof entry === 'string' && entry.length > LONG_TEXT
			? [entry.length, entry.slice(0, LONG_TEXT / 2), entry.slice(-LONG_TEXT / 2)]
			: entry,
	);
	// 132 bits: enough that two things never get the same one.
	return createHash('sha256').update(json).digest('base64url').slice(0, 22);
}

/** Of an input item: its JSON and its files, which count by n8n's id and are not read. */
export function digestOfItem({ json, binary = {} }: INodeExecutionData): string {
	const files = Object.entries(binary).map(([name, { id, data }]) => [
		name,
		// The folder in front of it has another name once n8n has saved the execution.
		id === undefined ? data : id.split('/').at(-1),
	]);
	return digestOf([json, files]);
}

/** Of a request as it is sent: of its settings, and of its images, which are not read either. */
export function digestOfRequest({ path, settings, images }: GenerationRequest): string {
	return `${digestOf([path, settings])}/${digestOf(images)}`;
}

/** Whether two digests of requests differ in more than images: a signed link is another one each time. */
export function haveOtherSettings(one: string, other: string): boolean {
	return one.split('/')[0] !== other.split('/')[0];
}
