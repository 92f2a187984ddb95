import type { IExecuteFunctions } from 'n8n-workflow';
import type { GenerationRequest } from '../api/highwayApiClient';
import type { SubmitOptions } from './submitOptions';

/** One item, read and checked. */
export interface CheckedItem {
	request: GenerationRequest;
	/** How many videos it makes. */
	videos: number;
	options: SubmitOptions;
}

/**
 * Reads and checks the parameters of one item, without sending anything.
 *
 * @throws NodeOperationError that names the field and the item
 */
export type CheckItem = (context: IExecuteFunctions, itemIndex: number) => Promise<CheckedItem>;
