import { formatText } from '../message';
import { faultAdditions } from './faultMessages';
import { sanitizeText, quoted } from './sanitizeText';
import { isRecord } from './json';

/** Whether a reason says no more than that all is well. */
export function isSuccessReason(reason: string): boolean {
	return /^(ok|success)$/i.test(reason);
}

/** What the service itself says in an answer. A gateway before it says nothing of its kind. */
export interface ServiceMessage {
	fromService: boolean;
	/** `''` for none. */
	reason: string;
	/** Its message in a sentence of ours that ends with a space, or `''`. */
	sentence: string;
}

/**
 * What to say beside a refusal that names duration or resolution, after a space, or `''`: other sellers of the
 * same model refuse combinations that the vendor's page allows.
 *
 * @param said what the service says
 */
export function combinationAdvice(said: string): string {
	return /duration|resolution/i.test(said) ? ` ${faultAdditions.combination}` : '';
}

export function readServiceMessage(body: unknown): ServiceMessage {
	const { code, reason: named, message: text } = isRecord(body) ? body : {};
	const reason = isSuccessReason(sanitizeText(named)) ? '' : sanitizeText(named);
	const message = sanitizeText(text);
	return {
		fromService: reason !== '' || (typeof code === 'number' && message !== ''),
		reason,
		sentence:
			message === ''
				? ''
				: `${formatText(faultAdditions.serviceSays, { message: quoted(message) })} `,
	};
}
