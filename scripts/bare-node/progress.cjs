/** How often a line tells how far a step is where a line cannot be rewritten (a log, CI). */
const PLAIN_INTERVAL = 15_000;
const LIVE_INTERVAL = 250;

/** @param {number} milliseconds @returns {string} as in “1:05” */
function clock(milliseconds) {
	const seconds = Math.floor(milliseconds / 1000);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * Shows steps one after another: on a terminal as one line that is rewritten while the step runs,
 * elsewhere as a line now and then.
 *
 * @param {{ write(text: string): unknown, isTTY?: boolean, columns?: number }} stream
 * @param {() => number} [now]
 */
function createProgress(stream, now = Date.now) {
	/** @type {{ title: string, end(result: string, mark: string): void } | undefined} */
	let running;

	/**
	 * @param {string} title what is being done
	 * @param {string} [usually] how long it takes as a rule
	 */
	function step(title, usually) {
		const start = now();
		let detail = '';
		let shown = '';
		const text = () =>
			[title, detail, `${clock(now() - start)}${usually ? ` (usually ${usually})` : ''}`]
				.filter(Boolean)
				.join(', ');
		const show = () => {
			if (!stream.isTTY) return stream.write(`  ${text()}\n`);
			const line = `… ${text()}`.slice(0, (stream.columns ?? 80) - 1);
			if (line !== shown) stream.write(`\r\u001b[K${line}`);
			shown = line;
		};
		if (stream.isTTY) show();
		else stream.write(`… ${title}${usually ? ` (usually ${usually})` : ''}\n`);
		const timer = setInterval(show, stream.isTTY ? LIVE_INTERVAL : PLAIN_INTERVAL);
		timer.unref();
		const self = {
			title,
			/** @param {string} next how far it is */
			update(next) {
				detail = next;
			},
			/** @param {string} [result] */
			done(result = title) {
				self.end(result, '✓');
			},
			/** @param {string} result @param {string} mark */
			end(result, mark) {
				if (running !== self) return;
				running = undefined;
				clearInterval(timer);
				const elapsed = now() - start;
				const took = elapsed >= 1000 ? ` (${clock(elapsed)})` : '';
				stream.write(`${stream.isTTY ? '\r\u001b[K' : ''}${mark} ${result}${took}\n`);
			},
		};
		running = self;
		return self;
	}

	return {
		step,
		/** Leaves the line of a step that did not come to its end. */
		stop() {
			running?.end(running.title, '✗');
		},
		/** @param {string} line */
		say(line) {
			stream.write(`${line}\n`);
		},
	};
}

exports.clock = clock;
exports.createProgress = createProgress;
