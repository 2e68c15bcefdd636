import type { Element, Properties } from "hast";
import { codeLanguage } from "./code-language.ts";
import { linkAddress, webAddress } from "./web-address.ts";

type Attributes = Readonly<Record<string, string>>;

/** Not for readers, or not content: code, drawings, and forms' values, which may be secret. */
export const DROPPED = new Set(
	(
		"annotation-xml applet base canvas datalist embed frameset link meta noembed noframes noscript object param rp " +
		"script select source style svg template textarea title track"
	).split(" "),
);

/** What Markdown has a form for, and blocks. Of other elements only the content is kept. */
export const KEPT = new Set(
	(
		"a address annotation article aside audio b blockquote body br caption center code dd del details dialog dir div dl dt em fieldset " +
		"figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html i iframe img input kbd legend li listing " +
		"main mark math menu nav ol p plaintext pre s samp section strike strong sub summary sup table tbody td tfoot th thead " +
		"tr tt ul video xmp"
	).split(" "),
);

const MOST_SPAN = 100;

/** The element without anything that Markdown does not say; `undefined` where only its content is worth something. */
export function keptElement(name: string, attributes: Attributes, baseUrl: string): Element | undefined {
	if (name === "img" && isFormula(attributes))
		return { type: "element", tagName: "math", properties: { alttext: attributes["alt"] }, children: [] };
	const properties = keptProperties(name, attributes, baseUrl);
	if (properties === undefined) return undefined;
	return { type: "element", tagName: RENAMED.get(name) ?? name, properties, children: [] };
}

/** Whether an element shows a formula once more, which MediaWiki and KaTeX do after its MathML. */
export const isFormulaAgain = (name: string, attributes: Attributes): boolean =>
	name === "img" ? isFormula(attributes) : hasClass(attributes, /(?:^|\s)katex-html(?:\s|$)/);

/** An image whose alternative text is TeX, such as MediaWiki and WordPress make. */
const isFormula = (attributes: Attributes): boolean =>
	attributes["alt"] !== undefined &&
	hasClass(attributes, /(?:^|\s)(?:mwe-math-fallback-image|latex(?:\s|$))/);

const hasClass = (attributes: Attributes, pattern: RegExp): boolean =>
	pattern.test((attributes["class"] ?? "").slice(0, 1000));

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
		case "annotation":
			return { encoding: attributes["encoding"] };
		case "math":
			return { alttext: attributes["alttext"], display: attributes["display"] };
		case "audio":
		case "iframe":
		case "img":
		case "video": {
			const src = sources(name, attributes)
				.map((each) => webAddress(each, baseUrl))
				.find((each) => each !== undefined);
			return src === undefined ? undefined : { src, alt, title };
		}
		case "input":
			return attributes["type"]?.toLowerCase() === "checkbox"
				? { type: "checkbox", checked: "checked" in attributes }
				: undefined;
		case "li":
			return { value: attributes["value"] };
		case "ol":
			return { start };
		case "td":
		case "th":
			return { align, colSpan: span(attributes["colspan"]), rowSpan: span(attributes["rowspan"]) };
		default:
			return { dataLanguage: codeLanguage(attributes) };
	}
}

/** Where an element's resource may be; an image that scripts load late says so in other attributes. */
function sources(name: string, attributes: Attributes): (string | undefined)[] {
	const { src } = attributes;
	if (name !== "img") return [src];
	const late = LATE_SOURCES.map((attribute) => attributes[attribute]);
	const sets = [attributes["data-srcset"], attributes["data-lazy-srcset"], attributes["srcset"]].map(
		firstOfSet,
	);
	return [...late, src, ...sets];
}

const LATE_SOURCES = ["data-src", "data-lazy-src", "data-original"];

const firstOfSet = (set: string | undefined): string | undefined =>
	/^[\s,]*(\S{1,10000})/.exec(set ?? "")?.[1]?.replace(/,$/, "");

const span = (value: string | undefined): number =>
	Math.min(Math.max(Number.parseInt(value ?? "1", 10) || 1, 1), MOST_SPAN);
