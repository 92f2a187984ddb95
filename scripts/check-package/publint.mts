import { readFileSync } from 'node:fs';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import type { Check } from '../report.mts';

/** Judges by publint whether Node.js and bundlers can use the tarball as package.json says. */
export async function checkByPublint(tarball: string): Promise<Check> {
	const bytes = new Uint8Array(readFileSync(tarball));
	const { messages, pkg } = await publint({
		pack: { tarball: bytes.buffer },
		level: 'suggestion',
		strict: true,
	});
	const findings = messages.map(
		(message) =>
			`${message.type}: ${formatMessage(message, pkg, { color: false }) ?? message.code}`,
	);
	return { name: 'publint', looked: 'the tarball, suggestions included', findings };
}
