/**
 * Gives the headings of one document the anchors that GitHub gives them: in lower case, with hyphens
 * for spaces, without punctuation, and numbered where one comes again.
 */
export function slugger(): (heading: string) => string {
	const given = new Map<string, number>();
	return (heading) => {
		const slug = heading
			.trim()
			.toLowerCase()
			.replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
			.replaceAll(' ', '-');
		let [unique, times] = [slug, given.get(slug) ?? 0];
		while (given.has(unique)) unique = `${slug}-${++times}`;
		given.set(slug, times);
		given.set(unique, given.get(unique) ?? 0);
		return unique;
	};
}
