/** What a project has that a workflow may name. */
export interface Project {
	/** The names of its npm scripts. */
	scripts: string[];
	/** Whether it has a file or folder of this path; a * stands for any part of a name. */
	has(path: string): boolean;
}

/** Finds what a text of .github asks for that the project has not: npm scripts, and files of its own. */
export function findMissing(text: string, project: Project): string[] {
	const named = (pattern: RegExp) => [
		...new Set([...text.matchAll(pattern)].map(([, name = '']) => name)),
	];
	const scripts = named(/\bnpm (?:run |(?=test\b|start\b))(?:--?[\w-]+ )*([\w:-]+)/g);
	const paths = [
		...named(/\bnode (?:--?[\w=-]+ )*(\.?[\w./-]+\.[cm]?js)\b/g),
		...named(/(?:^|[\s'"(`/])((?:scripts|\.ci)\/[\w.*/-]*[\w*])/gm),
	];
	return [
		...scripts
			.filter((name) => !project.scripts.includes(name))
			.map((name) => `It names “npm run ${name}”, which package.json does not have.`),
		...paths
			.filter((path) => !project.has(path))
			.map((path) => `It names ${path}, which does not exist.`),
	];
}

/** Finds actions that are not pinned to a commit, with its version beside it: a tag can be moved. */
export function findUnpinned(workflow: string): string[] {
	return [...workflow.matchAll(/^[\s-]*uses:[ \t]*([^\s#]+)(.*)$/gm)]
		.filter(([, action = '', rest = '']) => {
			if (action.startsWith('./')) return false;
			return !/@[0-9a-f]{40}$/.test(action) || !/^\s+# v\d/.test(rest);
		})
		.map(([, action]) => `${action} is not pinned to a commit with its version in a comment.`);
}
