/** A step that takes a while. */
export interface Step {
	/** @param detail how far it is */
	update(detail: string): void;
	done(result?: string): void;
}

const clock = (seconds: number) =>
	`${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

/**
 * Shows steps one after another: on a terminal as a line that is rewritten while the step runs,
 * elsewhere (a log, CI) as a line now and then.
 */
export function createProgress(stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>) {
	let running: ((mark: string) => void) | undefined;
	const clear = stream.isTTY ? '\r\u001b[K' : '';
	return {
		/** @param usually how long it takes as a rule */
		step(title: string, usually?: string): Step {
			const start = Date.now();
			let detail = '';
			const show = () => {
				const took = `${clock((Date.now() - start) / 1000)}${usually ? ` (usually ${usually})` : ''}`;
				const text = `… ${[title, detail, took].filter(Boolean).join(', ')}`;
				stream.write(clear + text.slice(0, (stream.columns ?? 200) - 1) + (clear ? '' : '\n'));
			};
			show();
			const timer = setInterval(show, stream.isTTY ? 250 : 15_000);
			timer.unref();
			const end = (mark: string, result = title) => {
				running = undefined;
				clearInterval(timer);
				const seconds = (Date.now() - start) / 1000;
				stream.write(`${clear}${mark} ${result}${seconds < 1 ? '' : ` (${clock(seconds)})`}\n`);
			};
			running = end;
			return { update: (next) => void (detail = next), done: (result) => end('✓', result) };
		},
		/** Leaves the line of a step that did not come to its end. */
		stop: () => running?.('✗'),
		say: (line: string) => void stream.write(`${line}\n`),
	};
}

export type Progress = ReturnType<typeof createProgress>;
