import type { IExecuteFunctions } from 'n8n-workflow';
import type { GenerationRequest } from '../api/highwayApiClient';
import type { Order } from '../api/veoLite';
import type { SubmitOptions } from './submitOptions';

/** One item, read and checked. */
export interface CheckedItem {
	request: GenerationRequest;
	/** How many videos it makes. */
	videos: number;
	/** What is ordered, as it is sent. */
	ordered?: Order;
	options: SubmitOptions;
	/** To be called right before it is sent. @throws NodeOperationError where it can no longer be sent */
	recheck?: () => void;
}

/**
 * Reads and checks the parameters of one item, without sending anything.
 *
 * @throws NodeOperationError that names the field and the item
 */
export type CheckItem = (context: IExecuteFunctions, itemIndex: number) => Promise<CheckedItem>;
