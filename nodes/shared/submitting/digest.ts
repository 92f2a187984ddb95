import { createHash } from 'node:crypto';
import type { INodeExecutionData } from 'n8n-workflow';
import type { GenerationRequest } from '../api/highwayApiClient';

/** Enough characters of Base64 that two things never get the same one: 132 bits. */
const DIGEST_LENGTH = 22;

/** Text from this length on counts by its length and its ends: an item can hold 20 MB of Base64. */
const LONG_TEXT = 10_000;

/** A short text that is the same for equal values of JSON, and reveals nothing of them. */
export function digestOf(value: unknown): string {
	const json = JSON.stringify(value, (_name, entry: unknown) =>
		typeof entry === 'string' && entry.length > LONG_TEXT
			? [entry.length, entry.slice(0, LONG_TEXT / 2), entry.slice(-LONG_TEXT / 2)]
			: entry,
	);
	return createHash('sha256').update(json).digest('base64url').slice(0, DIGEST_LENGTH);
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

/** Of a request as it is sent. Its images are not read either. */
export function digestOfRequest({ images, ...others }: GenerationRequest): string {
	const parts = Object.entries(images).map(([name, image]) =>
		typeof image === 'string' ? [name, image] : [name, image.prefix, image.id],
	);
	return digestOf([digestOfSettings(others), parts]);
}

/** Of a request without its images: the signed link to an image is another one each time. */
export function digestOfSettings({ path, settings }: Omit<GenerationRequest, 'images'>): string {
	return digestOf([path, settings]);
}
