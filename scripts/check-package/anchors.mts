import { slugger } from '../slugs.mts';

/** The anchors that GitHub gives the headings of a Markdown text. */
export function anchorsOf(markdown: string): Set<string> {
	const slug = slugger();
	return new Set(headingsOf(markdown).map((heading) => slug(plainText(heading))));
}

function headingsOf(markdown: string): string[] {
	let fence: string | undefined;
	return markdown.split('\n').flatMap((line) => {
		const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
		if (mark !== undefined && fence === undefined) fence = mark;
		else if (mark !== undefined && fence !== undefined && mark.startsWith(fence)) fence = undefined;
		// A comment in a block of shell commands looks like a heading.
		if (fence !== undefined) return [];
		const heading = /^ {0,3}#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$/.exec(line)?.[1];
		return heading === undefined ? [] : [heading];
	});
}

function plainText(heading: string): string {
	return heading
		.replace(/!\[[^\]]*\]\([^)]*\)/g, '')
		.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
		.replace(/<[^>]*>/g, '');
}
