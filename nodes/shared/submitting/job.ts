import type { GenerationRequest } from '../api/highwayApiClient';
import type { Delivery } from './runMemory';

/** What makes a submission the same one, in whichever execution and try it comes. */
export interface Identity extends Delivery {
	/** The key under which this execution remembers it. */
	subject: string;
	/** The key that a person's code is made of. */
	codeKey: string;
	/** What is claimed in n8n's database; empty where nothing outlives the execution. */
	claims: readonly string[];
	/** Those of them that are given back once it is accepted. */
	releasedOnAccept: readonly string[];
	/** Of the item and of the request, each with its occurrence in the execution. */
	item: string;
	request: string;
	/** The pay-once key's own, where the item has one. */
	payOnce?: string;
}

/** One submission to be made. */
export interface Job {
	itemIndex: number;
	request: GenerationRequest;
	/** @throws NodeOperationError where it can no longer be sent */
	recheck?: () => void;
	/** How many videos it makes. */
	videos: number;
	identity: Identity;
	/** What a person entered to have submissions sent once more. */
	codes: ReadonlySet<string>;
}
