import type { ParserOptions } from 'prettier';
import { parsers } from 'prettier/plugins/markdown';
import { z, type ZodType } from 'zod';
import { slugger } from '../slugs.mts';

/** A place in a document. */
export interface At {
	/** Path of the document, from the root of the project. */
	file: string;
	line: number;
}

export interface Block extends At {
	/** Language of a block of code; `inline` for code within a sentence. */
	language: string;
	text: string;
	/** The heading that it stands under. */
	heading: string;
}

export interface Link extends At {
	/** As it is written. */
	target: string;
	isImage: boolean;
}

/** What a document says that can be checked. */
export interface Document {
	file: string;
	/** The anchors of its headings, as GitHub makes them. */
	anchors: string[];
	links: Link[];
	code: Block[];
}

interface MarkdownNode {
	type: string;
	value?: string | null | undefined;
	url?: string | null | undefined;
	lang?: string | null | undefined;
	position?: { start: { line: number } } | undefined;
	children?: MarkdownNode[] | undefined;
}

const MarkdownNode: ZodType<MarkdownNode> = z.object({
	type: z.string(),
	value: z.string().nullish(),
	url: z.string().nullish(),
	lang: z.string().nullish(),
	position: z.object({ start: z.object({ line: z.number() }) }).optional(),
	children: z.lazy(() => z.array(MarkdownNode)).optional(),
});

/** Links and images that are written as HTML. */
const htmlTargets = /<(a|img)\s[^>]*?\b(?:href|src)="([^"]+)"/g;
const htmlAnchors = /<a\s[^>]*?\b(?:id|name)="([^"]+)"/g;

/** Reads a document with the parser that formats it, too: Prettier's. */
export async function readMarkdown(file: string, text: string): Promise<Document> {
	// It takes no option, but its type wants them all.
	const tree: unknown = await parsers.markdown.parse(text, {} as ParserOptions);
	const document: Document = { file, anchors: [], links: [], code: [] };
	const slug = slugger();
	let heading = '';
	const visit = (node: MarkdownNode): void => {
		const at = { file, line: node.position?.start.line ?? 1 };
		const value = node.value ?? '';
		const link = (target: string, isImage: boolean) =>
			document.links.push({ ...at, target, isImage });
		switch (node.type) {
			case 'heading':
				heading = textOf(node);
				document.anchors.push(slug(heading));
				break;
			case 'link':
			case 'definition':
				link(node.url ?? '', false);
				break;
			case 'image':
				link(node.url ?? '', true);
				break;
			case 'html':
				for (const [, tag, target] of value.matchAll(htmlTargets))
					link(target ?? '', tag === 'img');
				for (const [, anchor] of value.matchAll(htmlAnchors)) document.anchors.push(anchor ?? '');
				break;
			case 'code':
				document.code.push({ ...at, language: node.lang ?? '', text: value, heading });
				break;
			case 'inlineCode':
				document.code.push({ ...at, language: 'inline', text: value, heading });
				break;
		}
		node.children?.forEach(visit);
	};
	visit(MarkdownNode.parse(tree));
	return document;
}

function textOf({ value, children }: MarkdownNode): string {
	return value ?? children?.map(textOf).join('') ?? '';
}
