import { createRequire } from 'node:module';
import { Container, type Constructable } from '@n8n/di';

/** n8n's logger is a part of n8n-core's own dependencies. */
const { Logger } = createRequire(createRequire(import.meta.url).resolve('n8n-core'))(
	'@n8n/backend-common',
) as { Logger: Constructable<Record<'info' | 'warn', (message: string) => void>> };

/** What the nodes write into n8n's log, a line each, from each test's start on. */
export function useN8nLog(): { lines: string[] } {
	const log: { lines: string[] } = { lines: [] };
	beforeEach(() => {
		log.lines = [];
		const logger = Container.get(Logger);
		for (const level of ['info', 'warn'] as const) {
			const note = (message: string) => void log.lines.push(`${level}: ${message}`);
			jest.spyOn(logger, level).mockImplementation(note);
		}
	});
	afterEach(() => jest.restoreAllMocks());
	return log;
}
