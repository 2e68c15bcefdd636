import type { RecordedEvent } from "../../domain/recording.ts";
import { cleanStyle } from "./clean-style.ts";

const PLUGIN = 6;
const INCREMENTAL = 3;
/** Drawing on canvases, and fonts that are loaded from elsewhere. */
const SOURCES_LEFT_OUT = new Set([9, 10]);

/** What an element would load something by, whatever element it is. */
const LOADING = new Set([
	"src",
	"srcset",
	"imagesrcset",
	"poster",
	"background",
	"data",
	"xlink:href",
	"srcdoc",
	"manifest",
	"ping",
	"http-equiv",
	"attributionsrc",
	"rr_dataurl",
]);
/** Attributes that are declarations of style. */
const STYLED = /^(?:style|_csstext|fill|stroke|filter|mask|clip-path|cursor|marker-.+)$/;
/** Parts of events that are rules and declarations of style. */
const STYLES = new Set(["rule", "replace", "replaceSync", "set"]);
/** Links that go somewhere only when they are followed, which nobody can. */
const FOLLOWED = new Set(["a", "area"]);
/** A grey dot, as large as the picture was. */
const PICTURE = "data:image/gif;base64,R0lGODlhAQABAIABAL+/vwAAACwAAAAAAQABAAACAkQBADs=";

type Fields = Record<string, unknown>;

/**
 * The events without anything that would have a browser ask another host for it. The page's policy refuses all of that as
 * well; this is so that nothing is tried.
 */
export const harmless = (events: readonly RecordedEvent[]): RecordedEvent[] =>
	events.filter((event) => !isLeftOut(event)).map((event) => clean(event, false) as RecordedEvent);

function isLeftOut({ type, data }: RecordedEvent): boolean {
	const { source } = (data ?? {}) as { source?: number };
	return type === PLUGIN || (type === INCREMENTAL && source !== undefined && SOURCES_LEFT_OUT.has(source));
}

/** `isStyle`: what it is of is style, whatever it is called. */
function clean(value: unknown, isStyle: boolean): unknown {
	if (typeof value === "string") return isStyle ? cleanStyle(value) : value;
	if (Array.isArray(value)) return value.map((each) => clean(each, isStyle));
	if (typeof value !== "object" || value === null) return value;
	const fields = value as Fields;
	return Object.fromEntries(
		Object.entries(fields).map(([name, each]) => {
			if (name === "attributes" && !Array.isArray(each))
				return [name, cleanAttributes(each, fields["tagName"])];
			if (name === "childNodes") return [name, clean(each, fields["tagName"] === "style")];
			return [name, clean(each, isStyle || STYLES.has(name) || isSheetText(name, each))];
		}),
	);
}

/** The text of a style sheet that has been added alone, of whose element no more is known. */
const isSheetText = (name: string, value: unknown): boolean =>
	(name === "textContent" || name === "value") &&
	typeof value === "string" &&
	(/@import/i.test(value) || value.split("}").some(isRuleWithAddress));

const isRuleWithAddress = (text: string): boolean => {
	const start = text.indexOf("{");
	return start >= 0 && /url\(/i.test(text.slice(start));
};

/** Of an element, or of one that has changed, of which no more is known than its attributes. */
function cleanAttributes(attributes: unknown, tag: unknown): unknown {
	if (typeof attributes !== "object" || attributes === null) return attributes;
	// Without a prototype, which an attribute called `__proto__` would set.
	const kept = Object.create(null) as Fields;
	// A dialog that is shown again would take the focus.
	if ("rr_open_mode" in attributes) kept["inert"] = "";
	for (const [name, value] of Object.entries(attributes as Fields)) {
		if (typeof value === "string" && STYLED.test(name.toLowerCase())) kept[name] = cleanStyle(value);
		else if (typeof value === "object" && value !== null) kept[name] = clean(value, true);
		else if (animatesAddress(name, value)) continue;
		else if (!loads(name.toLowerCase(), tag)) kept[name] = value;
		else if (typeof value === "string" && isWithin(name, value)) kept[name] = value;
		else if (name === "src" && tag === "img") kept[name] = PICTURE;
	}
	return { ...kept };
}

/** Handlers would not be run, nor focus given, and the console would say so. */
const loads = (name: string, tag: unknown): boolean =>
	LOADING.has(name) ||
	name.startsWith("on") ||
	name === "autofocus" ||
	(name === "href" && !FOLLOWED.has(String(tag)));

/** Pictures that come along, and parts of the page itself, as its icons are. */
const isWithin = (name: string, value: string): boolean =>
	value.startsWith("data:image/") || (/^(?:xlink:)?href$/.test(name) && value.startsWith("#"));

/** What moves pictures may change where they are from as well. */
const animatesAddress = (name: string, value: unknown): boolean =>
	name.toLowerCase() === "attributename" && /href|src/i.test(String(value));
