import { posix } from 'node:path';
import type { Check } from '../report.mts';
import type { Described } from './described.mts';

/** Judges whether each icon that a node or a credential refers to is in the tarball. */
export function checkIcons(described: Described[], files: string[]): Check {
	let count = 0;
	const findings = described.flatMap(({ name, file, icon }) => {
		if (icon === undefined) return [`${name} has no icon.`];
		const icons = typeof icon === 'string' ? [icon] : [icon.light, icon.dark];
		count += icons.length;
		return icons.flatMap((reference) => {
			if (!reference.startsWith('file:')) return [`The icon of ${name}, ${reference}, is no file.`];
			const path = posix.join(posix.dirname(file), reference.slice('file:'.length));
			return files.includes(path)
				? []
				: [`${name} refers to the icon ${path}, which is not packed.`];
		});
	});
	return { name: 'icons', looked: `${count} references to icons`, findings };
}
