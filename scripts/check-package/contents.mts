import type { Check } from '../report.mts';

/** npm adds the texts by itself. What n8n does not load has no business in the package. */
const BELONGS = /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|index\.js|dist\/.+)$/;
const BUILT = /\.(?:js|svg|node\.json)$/;
const OF_DEVELOPMENT =
	/(?:^|\/)(?:tests?|__tests__|sandbox|scripts|examples|docs)\/|\.(?:test|spec)\./;

/** Judges which files are in the tarball. */
export function checkContents(files: string[]): Check {
	const findings = files.flatMap((file) => {
		if (!BELONGS.test(file)) return [`${file} is in the package, which nobody needs to install.`];
		if (OF_DEVELOPMENT.test(file)) return [`${file} is a tool or test that was compiled along.`];
		if (file.startsWith('dist/') && !BUILT.test(file))
			return [`${file} is neither code nor an icon nor a codex file.`];
		return [];
	});
	return { name: 'contents', looked: `${files.length} packed files`, findings };
}
