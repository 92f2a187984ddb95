/** Shorter than any key, and so short that it is found by chance. */
const MIN_KEY_LENGTH = 8;

/**
 * What an answer holds: parsed where it is JSON, else its text.
 *
 * A whole number of more digits than a number can hold is kept as text where it is a task id, which
 * would not be known again otherwise. An answer that shows the API key, as a service does that repeats
 * what it was sent, does not bring it into a message or an item.
 *
 * @param body text, as n8n's client was asked for
 */
export function parseResponseBody(body: unknown, apiKey: string): unknown {
	if (typeof body !== 'string') return body;
	const text = apiKey.length < MIN_KEY_LENGTH ? body : body.replaceAll(apiKey, '[API key]');
	try {
		return JSON.parse(
			text.replace(/("task_id"\s*:\s*)(\d{16,500})(?=\s*[,}])/g, '$1"$2"'),
		) as unknown;
	} catch {
		return text;
	}
}
