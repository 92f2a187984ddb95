/** What the documents leave to the owner of the package, as the comments `<!-- owner: … -->` name it. */
export function openToOwner(documents: Array<{ file: string; text: string }>): string[] {
	return documents.flatMap(({ file, text }) =>
		[...text.matchAll(/<!-- owner: (.+?) -->/gs)].map(([, what]) => `${file}: ${what}`),
	);
}
