import type { fileCures } from './imageMessages';

/** What a file is, as a message can name it, and what can be done about it. */
export interface FileFormat {
	/** With its article: "a WebP image". */
	what: string;
	cure: keyof typeof fileCures;
	/** What a text says of itself: the title of a page, or the first words. */
	quote?: string;
}
