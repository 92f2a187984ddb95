import { posix } from 'node:path';
import type { Document, Link } from './markdown.mts';
import type { Result } from './result.mts';

/** What links are held against. */
export interface Project {
	documents: Document[];
	/** All files that are committed. */
	files: string[];
	/** The address of the repository, which links in the code begin with. */
	repository: string;
}

/** Where a link leads to within the project; nothing where it leads out of it. */
interface Destination {
	path: string;
	anchor: string;
}

/** The links in a source file to documents of this project, which n8n shows to builders. */
export function linksInSource(file: string, text: string, repository: string): Link[] {
	return text.split('\n').flatMap((line, index) =>
		[...line.matchAll(/https:\/\/[^\s"'`)]+/g)]
			.map(([target]) => target)
			.filter((target) => target.startsWith(`${repository}#`))
			.map((target) => ({ file, line: index + 1, target, isImage: false })),
	);
}

/** Whether every link within the project leads to something that is there. */
export function checkLinks(links: Link[], project: Project): Result[] {
	const anchors = new Map(project.documents.map(({ file, anchors }) => [file, anchors]));
	const known = new Set([...project.files, ...project.files.flatMap(foldersOf)]);
	return links.flatMap((link): Result[] => {
		const destination = destinationOf(link, project);
		if (!destination) return [];
		const { path, anchor } = destination;
		const result = (problem?: string): Result[] => [
			{
				at: link,
				what: `${link.isImage ? 'picture' : 'link'} ${link.target}`,
				...(problem === undefined ? {} : { problem }),
			},
		];
		if (!known.has(path)) return result(`there is no ${path}`);
		if (anchor === '') return result();
		const present = anchors.get(documentAt(path, anchors));
		if (!present) return result(`${path} is no document with headings`);
		return result(present.includes(anchor) ? undefined : `no heading of ${path} has this anchor`);
	});
}

/** Whether every picture is shown somewhere. */
export function checkPictures(links: Link[], project: Project): Result[] {
	const shown = new Set(links.map((link) => destinationOf(link, project)?.path));
	return (
		project.files
			.filter((file) => /^(?:docs|examples)\/.*\.(?:webp|png|jpe?g|gif|svg)$/.test(file))
			// The frames are what the examples are made with.
			.filter((file) => !file.startsWith('examples/frames/'))
			.map((file) => ({
				what: `picture ${file} is shown`,
				...(shown.has(file) ? {} : { problem: 'no document shows it' }),
			}))
	);
}

/** Whether a reader who begins with the README comes to every document. */
export function checkReachable(links: Link[], project: Project): Result[] {
	const files = new Set(project.documents.map(({ file }) => file));
	const reached = new Set(['README.md']);
	// A set hands out also what is added to it meanwhile.
	for (const file of reached) {
		for (const link of links.filter((candidate) => candidate.file === file)) {
			const path = destinationOf(link, project)?.path;
			if (path === undefined) continue;
			const document = documentAt(path, files);
			if (files.has(document)) reached.add(document);
		}
	}
	return [...files].map((file) => ({
		what: `${file} is linked`,
		...(reached.has(file) ? {} : { problem: 'no way of links leads to it from README.md' }),
	}));
}

function destinationOf({ file, target }: Link, { repository }: Project): Destination | undefined {
	const own = target.startsWith(`${repository}#`);
	if (!own && /^[a-z][a-z0-9+.-]*:|^\/\//i.test(target)) return undefined;
	const [before = '', anchor = ''] = (own ? target.slice(repository.length) : target).split('#');
	if (own) return { path: 'README.md', anchor };
	const path = posix.join(posix.dirname(file), decodeURIComponent(before)).replace(/\/$/, '');
	return { path: before === '' ? file : path, anchor };
}

/** What GitHub shows for a path: of a folder, its README. */
function documentAt(path: string, documents: { has(file: string): boolean }): string {
	return documents.has(path) ? path : posix.join(path, 'README.md');
}

function foldersOf(file: string): string[] {
	const parts = file.split('/').slice(0, -1);
	return ['.', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
}
