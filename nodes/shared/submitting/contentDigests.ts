import { createHash, type Hash } from 'node:crypto';
import { sleep, type INodeExecutionData } from 'n8n-workflow';
import type { GenerationRequest } from '../api/highwayApiClient';
import type { BodyText } from '../api/jsonBody';
import { hashKey } from './claimKeys';

/** Text from this length on is hashed piece by piece, and never becomes part of another text. */
const LONG_TEXT = 10_000;

/** Characters, or bytes, that are hashed in one go: a few milliseconds, after which others have a turn. */
const PIECE = 1_000_000;

/**
 * Digests of one item and of the request that is made of it. An image of 20 MB is 27 million
 * characters of Base64, often both in the item and in the request: it is hashed once, without a copy,
 * and in pieces, so that n8n stays responsive meanwhile.
 */
export class ContentDigests {
	private readonly longTexts = new Map<string, string>();

	/** What the request asks the service for: path, settings as they are sent, images. */
	async ofRequest({ path, settings, images }: GenerationRequest): Promise<string> {
		const digests: string[] = [];
		for (const [name, image] of Object.entries(images)) {
			digests.push(name, await this.ofImage(image));
		}
		return hashKey(path, await this.ofJson(settings), ...digests);
	}

	/**
	 * The digest of an input item, whatever its position. Files count with their names and sizes, since
	 * their ids change when an execution is retried.
	 */
	async ofItem(item: INodeExecutionData | undefined): Promise<string> {
		const files = Object.entries(item?.binary ?? {}).map(([name, { fileName, fileSize }]) => [
			name,
			fileName,
			fileSize,
		]);
		// A model that calls a tool once more with the same input means the same item.
		return await this.ofJson([{ ...item?.json, toolCallId: undefined }, files]);
	}

	private async ofJson(value: unknown): Promise<string> {
		const found = new Set<string>();
		const isLong = (entry: unknown) => typeof entry === 'string' && entry.length >= LONG_TEXT;
		JSON.stringify(value, (_name, entry: unknown) => {
			if (!isLong(entry)) return entry;
			found.add(entry as string);
			return '';
		});
		for (const text of found) await this.ofText(text);
		return hashKey(
			JSON.stringify(value, (_name, entry: unknown) =>
				isLong(entry) ? { longText: this.longTexts.get(entry as string) } : entry,
			),
		);
	}

	private async ofImage(image: BodyText): Promise<string> {
		if (typeof image === 'string') return await this.ofText(image);
		return hashKey(image.prefix, image.id);
	}

	private async ofText(text: string): Promise<string> {
		if (text.length < LONG_TEXT) return hashKey(text);
		const known = this.longTexts.get(text);
		if (known !== undefined) return known;
		const digest = await digestInPieces(text);
		this.longTexts.set(text, digest);
		return digest;
	}
}

async function digestInPieces(text: string): Promise<string> {
	const hash: Hash = createHash('sha256');
	for (let start = 0; start < text.length; start += PIECE) {
		hash.update(text.slice(start, start + PIECE));
		await sleep(0);
	}
	return hash.digest('base64');
}
