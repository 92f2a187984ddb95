import type { IDataObject } from 'n8n-workflow';
import type { GenerationRequest } from '../api/highwayApiClient';
import type { ItemParameters } from '../n8n/itemParameters';
import { parameterMessages } from '../n8n/n8nMessages';

/** What JavaScript writes into a text where there is no value, or none that is text. */
const NO_VALUES = ['undefined', 'null', '[object Object]'];

/** One item, read and checked. */
export interface CheckedItem {
	request: GenerationRequest;
	/** How many videos it makes. */
	videos: number;
	/** What is ordered, for the output: model, videos, duration and so on, as they are sent. */
	ordered: IDataObject;
	/** The most videos of one execution. */
	maxVideos: number;
	/** What names the item across executions, where the user gave it such a name. */
	payOnceKey?: string;
	/** Looks once more, immediately before it is sent. Throws where it would no longer do. */
	recheck?: () => void;
}

/**
 * The options that all nodes which start videos have. An item with a blank key would be unprotected,
 * and items that share a spoilt one would get one video.
 *
 * @throws NodeOperationError that names the field and the item
 */
export function readSubmitOptions(
	item: ItemParameters,
): Pick<CheckedItem, 'maxVideos' | 'payOnceKey'> {
	const maxVideos = item.number('maxVideosPerExecution');
	if (!item.isAdded('payOnceKey')) return { maxVideos };
	const payOnceKey = item.requiredText('payOnceKey').trim();
	const value = NO_VALUES.find((none) => payOnceKey.includes(none));
	if (value !== undefined) throw item.rejection('payOnceKey', parameterMessages.spoilt, { value });
	return { maxVideos, payOnceKey };
}
