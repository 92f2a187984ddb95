const ESCAPES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Markup that may be sent as it is. */
export class Html {
	constructor(readonly text: string) {}
}

type Piece = string | number | Html | readonly Html[];

function render(piece: Piece): string {
	if (piece instanceof Html) return piece.text;
	if (typeof piece === 'object') return piece.map(({ text }) => text).join('');
	return String(piece).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** A template whose every insertion is escaped, unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
	return new Html(String.raw({ raw: strings }, ...pieces.map(render)));
}
