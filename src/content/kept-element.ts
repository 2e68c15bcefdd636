import type { Element, Properties } from "hast";
import { codeLanguage } from "./code-language.ts";
import { linkAddress, webAddress } from "./web-address.ts";

type Attributes = Readonly<Record<string, string>>;

/** Not for readers, or not content: code, drawings, and forms' values, which may be secret. */
export const DROPPED = new Set(
	(
		"applet base canvas datalist embed frameset link math meta noembed noframes noscript object param " +
		"script select source style svg template textarea title track"
	).split(" "),
);

/** What Markdown has a form for, and blocks. Of other elements only the content is kept. */
export const KEPT = new Set(
	(
		"a address article aside audio b blockquote body br caption center code dd del details dialog dir div dl dt em fieldset " +
		"figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html i iframe img input kbd legend li listing " +
		"main mark menu nav ol p plaintext pre s samp section strike strong summary table tbody td tfoot th thead " +
		"tr tt ul video xmp"
	).split(" "),
);

const MOST_SPAN = 100;

/** The element without anything that Markdown does not say; `undefined` where only its content is worth something. */
export function keptElement(name: string, attributes: Attributes, baseUrl: string): Element | undefined {
	const properties = keptProperties(name, attributes, baseUrl);
	if (properties === undefined) return undefined;
	return { type: "element", tagName: RENAMED.get(name) ?? name, properties, children: [] };
}

/** The converter knows these under other names only. */
const RENAMED = new Map([
	["menu", "ul"],
	["details", "div"],
	["dialog", "div"],
	["summary", "div"],
]);

function keptProperties(name: string, attributes: Attributes, baseUrl: string): Properties | undefined {
	const { title, alt, align, start } = attributes;
	switch (name) {
		case "a": {
			const href = linkAddress(attributes["href"], baseUrl);
			return href === undefined ? undefined : { href, title };
		}
		case "audio":
		case "iframe":
		case "img":
		case "video": {
			const src = webAddress(attributes["src"], baseUrl);
			return src === undefined ? undefined : { src, alt, title };
		}
		case "input":
			return attributes["type"]?.toLowerCase() === "checkbox"
				? { type: "checkbox", checked: "checked" in attributes }
				: undefined;
		case "ol":
			return { start };
		case "td":
		case "th":
			return { align, colSpan: span(attributes["colspan"]), rowSpan: span(attributes["rowspan"]) };
		default:
			return { dataLanguage: codeLanguage(attributes) };
	}
}

const span = (value: string | undefined): number =>
	Math.min(Math.max(Number.parseInt(value ?? "1", 10) || 1, 1), MOST_SPAN);
