import type { IDataObject } from 'n8n-workflow';
import type { GenerationRequest } from '../api/highwayApiClient';
import type { ItemParameters } from '../n8n/itemParameters';
import { parameterMessages } from '../n8n/n8nMessages';

const MAX_KEY_LENGTH = 500;

/** What JavaScript writes into a text where there is no value, or none that is text. */
const NO_VALUES = ['undefined', 'null', '[object Object]'];

/** The options that all nodes which start videos have, as one item has them. */
export interface SubmitOptions {
	/** The most videos of one execution. */
	maxVideos: number;
	/** What names the item across executions, where the user gave it such a name. */
	payOnceKey?: string;
}

/** One item, read and checked. */
export interface CheckedItem {
	request: GenerationRequest;
	/** How many videos it makes. */
	videos: number;
	/** What is ordered, for the output: model, videos, duration and so on, as they are sent. */
	ordered: IDataObject;
	options: SubmitOptions;
	/**
	 * Looks once more, immediately before the request is sent.
	 *
	 * @throws NodeOperationError where it would no longer do; then nothing is sent
	 */
	recheck?: () => void;
}

/** @throws NodeOperationError that names the field and the item */
export function readSubmitOptions(item: ItemParameters): SubmitOptions {
	const maxVideos = item.number('maxVideosPerExecution');
	return item.isAdded('payOnceKey') ? { maxVideos, payOnceKey: payOnceKey(item) } : { maxVideos };
}

/** An item with a blank key would be unprotected, and items that share a spoilt one would get one video. */
function payOnceKey(item: ItemParameters): string {
	const key = item.requiredText('payOnceKey').trim();
	const value = NO_VALUES.find((none) => key.includes(none));
	if (value !== undefined) throw item.rejection('payOnceKey', parameterMessages.spoilt, { value });
	item.limitLength('payOnceKey', key.length, MAX_KEY_LENGTH);
	return key;
}
