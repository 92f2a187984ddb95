import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A whole PNG of one pixel. */
export const PNG = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);

/** A whole JPEG of two pixels by two. */
export const JPEG = Buffer.from(
	'/9j/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAACAAIDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAL/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AKAB/9k=',
	'base64',
);

export const GIF = Buffer.from('GIF89a\x01\x00\x01\x00\x80\x00\x00', 'latin1');

/** The first example frame. */
export const DAWN = readFileSync(join(import.meta.dirname, '../../../examples/frames/dawn.png'));

/** A whole PNG of so many bytes in all. */
export function pngOfSize(bytes: number): Buffer {
	return Buffer.concat([PNG, Buffer.alloc(bytes - PNG.length)]);
}

/** Puts a file into n8n's binary store, as a node before ours would. */
export async function stored(
	content: Buffer,
	about: Partial<IBinaryData> = {},
): Promise<IBinaryData> {
	const binaryData = Container.get(BinaryDataService);
	await binaryData.init();
	return await binaryData.store(
		{ type: 'execution', workflowId: 'earlier', executionId: 'earlier' },
		content,
		{ mimeType: 'image/png', data: '', fileName: 'picture.png', ...about },
	);
}

/** A file as n8n keeps it where there is no binary store: as Base64 in the item. */
export function inMemory(content: Buffer): IBinaryData {
	return { mimeType: 'image/png', data: content.toString('base64'), fileName: 'picture.png' };
}
