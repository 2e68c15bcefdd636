/** `@mozilla/readability`, which comes first in the script. */
declare class Readability {
	constructor(
		document: Document,
		options: {
			keepClasses: boolean;
			maxElemsToParse: number;
			serializer: (element: Element) => Element;
		},
	);
	parse(): { content: Element | null; title: string | null; textContent: string | null } | null;
}

/** What to look at; the rest is left out, and costs nothing. */
interface Wanted {
	main: boolean;
	html: boolean;
	/** Whether what nobody sees is part of both. */
	hidden: boolean;
	rawHtml: boolean;
	structured: boolean;
	branding: boolean;
}

interface MicrodataItem {
	type: string[];
	id?: string;
	properties: Record<string, (string | MicrodataItem)[]>;
}
