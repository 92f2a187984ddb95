import { fill } from '../words';
import { faultAdditions } from './faultWords';
import { foreignText, quoted } from './foreignText';
import { isRecord } from './json';

/** Whether a reason says no more than that all is well. */
export function isPlainSuccess(reason: string): boolean {
	return /^(ok|success)$/i.test(reason);
}

/** What the service itself says in an answer. A gateway before it says nothing of its kind. */
export interface OwnWords {
	fromService: boolean;
	/** `''` for none. */
	reason: string;
	/** Its message in a sentence of ours that ends with a space, or `''`. */
	said: string;
}

export function ownWords(body: unknown): OwnWords {
	const { code, reason: named, message: text } = isRecord(body) ? body : {};
	const reason = isPlainSuccess(foreignText(named)) ? '' : foreignText(named);
	const message = foreignText(text);
	return {
		fromService: reason !== '' || (typeof code === 'number' && message !== ''),
		reason,
		said:
			message === '' ? '' : `${fill(faultAdditions.serviceSays, { message: quoted(message) })} `,
	};
}
