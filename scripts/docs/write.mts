/** `npm run docs`: writes the pages that are made from the code. */
import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { pages } from './pages.mts';

for (const { file, content } of pages()) {
	const options = await resolveConfig(file);
	await writeFile(file, await format(content, { ...options, filepath: file }));
	console.log(`✓ ${file}`);
}
