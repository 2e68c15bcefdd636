import { isHarmlessHeader } from "./harmless-headers.ts";
import { isSecretName } from "./secret-names.ts";

export const REDACTED = "REDACTED";
/** URLs within URLs are looked into so deep; a parameter that holds more is redacted as a whole. */
const MOST_DEPTH = 3;
/** No more of an address is looked at. */
const LONGEST_URL = 4_096;

/**
 * What stands before an `@` in an authority: after two slashes, wherever they are, since addresses hold addresses; and
 * after the scheme alone, as browsers take those of the web.
 */
const USERINFO = /(^(?:https?|wss?|ftp):[/\\]?|(?<![/\\])[/\\]{2,})[^/\\?#]+@/gi;
/** The first may stand alone where it is the value of another. */
const PARAMETER = /(^[^=&#?/:]*|[?&#][^=&#?]*)=([^&#]*)/g;
const PATH_PARAMETER = /;([^=/?#;]*)=[^/?#;]*/g;
const DOTTED = /[\w.-]+/g;
/** Content, not an address. */
const HOLDS_CONTENT = /^\s*(?:data|javascript):/i;

/**
 * A URL without what looks like a credential in it: user and password, parameters of its query or fragment that are named
 * like one, and JSON web tokens. The rest stays as it is written, also where it is no valid URL. A long one is cut first,
 * so that this takes bounded time whatever a page asks for.
 */
export function redactUrl(url: string): string {
	if (url.length <= LONGEST_URL) return redactWithin(url, 0);
	if (HOLDS_CONTENT.test(url)) return url.slice(0, LONGEST_URL);
	return `${redactWithin(wholePart(url.slice(0, LONGEST_URL)), 0)}…`;
}

/** A URL to be written down: redacted, and cut; `mostOfData` is for `data:` URLs, which hold what would be a body. */
export const shownUrl = (url: string, mostOfData = LONGEST_URL): string =>
	redactUrl(url).slice(0, HOLDS_CONTENT.test(url) ? mostOfData : LONGEST_URL + 1);

/** The value of a header whose name says that it is no credential, without those in its addresses. */
export const redactHeader = (name: string, value: string): string =>
	isHarmlessHeader(name) ? redactUrl(value) : REDACTED;

/** A text without JSON web tokens. */
export const withoutWebTokens = (text: string): string =>
	text.includes("eyJ") ? text.replaceAll(DOTTED, withoutWebToken) : text;

/** Looks through a run of names and dots once: a pattern that looks for a token takes its time from each `eyJ` on. */
function withoutWebToken(run: string): string {
	if (!run.includes("eyJ")) return run;
	const parts = run.split(".");
	const first = parts.findIndex((part, index) => part.includes("eyJ") && isFollowed(parts, index));
	if (first < 0) return run;
	const [before = ""] = (parts[first] ?? "").split("eyJ", 1);
	return [...parts.slice(0, first), before + REDACTED].join(".");
}

const isFollowed = (parts: readonly string[], index: number): boolean =>
	(parts[index + 1] ?? "") !== "" && parts[index + 2] !== undefined;

/** What a cut address has in whole: half a password or half a token would not look like one. */
function wholePart(cut: string): string {
	const query = cut.search(/[?#]/);
	if (query < 0) return cut.slice(0, Math.max(cut.lastIndexOf("/"), cut.lastIndexOf("\\")) + 1);
	const last = Math.max(...["?", "&", "#"].map((mark) => cut.lastIndexOf(mark)));
	const value = cut.indexOf("=", last);
	return cut.slice(0, (value < 0 ? last : value) + 1);
}

function redactWithin(url: string, depth: number): string {
	if (HOLDS_CONTENT.test(url)) return url;
	const query = url.search(/[?#]/);
	const path = query < 0 ? url : url.slice(0, query);
	const rest = query < 0 ? "" : url.slice(query);
	const shownPath = path.replaceAll(USERINFO, `$1${REDACTED}@`).replaceAll(PATH_PARAMETER, pathParameter);
	return withoutWebTokens(
		(shownPath + rest).replaceAll(
			PARAMETER,
			(_, name: string, value: string) => `${name}=${redactParameter(name, value, depth)}`,
		),
	);
}

const pathParameter = (whole: string, name: string): string =>
	isSecretName(decoded(name)) ? `;${name}=${REDACTED}` : whole;

const redactParameter = (name: string, value: string, depth: number): string =>
	value !== "" && isSecretName(decoded(name)) ? REDACTED : redactValue(value, depth);

/** A parameter may hold a URL itself, such as the one to return to; one within another is escaped twice. */
function redactValue(value: string, depth: number): string {
	const inner = decoded(value);
	const isPlain = /[?&#=@]/.test(inner);
	if (!isPlain && !/%(?:2[356]|3[df]|40)/i.test(inner)) return value;
	if (depth === MOST_DEPTH) return REDACTED;
	const redacted = isPlain ? redactWithin(inner, depth + 1) : redactValue(inner, depth + 1);
	if (redacted === inner) return value;
	return inner === value ? redacted : encodeURIComponent(redacted.toWellFormed());
}

/** Where an escape makes no sense, the others are read all the same. */
function decoded(text: string): string {
	const spaced = text.replaceAll("+", " ");
	try {
		return decodeURIComponent(spaced);
	} catch {
		return spaced.replaceAll(/%[0-7][\da-f]/gi, (escape) => decodeURIComponent(escape));
	}
}
