import type { IDataObject } from 'n8n-workflow';
import type { GenerationRequest } from '../api/highwayApiClient';
import type { ItemParameters } from '../n8n/itemParameters';
import { parameterMessages } from '../n8n/n8nMessages';

/** JavaScript's text for a missing value or an object. */
const NO_VALUES = ['undefined', 'null', '[object Object]'];

/** One item, read and checked. */
export interface CheckedItem {
	request: GenerationRequest;
	/** How many videos its task makes. */
	videos: number;
	/** For the output: model, videos, duration and so on, as they are sent. */
	ordered: IDataObject;
	/** The spending limit: how many videos the node may start in the execution. */
	maxVideos: number;
	/** The user's name for the item across executions, where there is one. */
	payOnceKey?: string;
	/** Checks again what can have expired, right before the POST. Throws where it has. */
	recheck?: () => void;
}

/**
 * Reads the options that all nodes which start videos have. A blank key would not protect its item, and
 * items whose keys are all "undefined" would get one video.
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
	if (value !== undefined) throw item.rejection('payOnceKey', parameterMessages.notText, { value });
	return { maxVideos, payOnceKey };
}
