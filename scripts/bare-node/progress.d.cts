/** A step under way. */
export interface Step {
	update(detail: string): void;
	done(result?: string): void;
}

export interface Progress {
	step(title: string, usually?: string): Step;
	/** Leaves the line of a step that did not come to its end. */
	stop(): void;
	say(line: string): void;
}

export declare function clock(milliseconds: number): string;
export declare function createProgress(
	stream: { write(text: string): unknown; isTTY?: boolean; columns?: number },
	now?: () => number,
): Progress;
