/** Renderings at the same time in this process: ffmpeg uses several threads itself. */
let free = 2;
const waiting: Array<() => void> = [];

/** Runs a job as soon as fewer than two others are running; first come, first served. */
export async function inTurn<Result>(job: () => Promise<Result>): Promise<Result> {
	if (free > 0) free -= 1;
	else await new Promise<void>((resolve) => waiting.push(resolve));
	try {
		return await job();
	} finally {
		const next = waiting.shift();
		if (next) next();
		else free += 1;
	}
}
