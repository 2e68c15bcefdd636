import { problem } from "./problem.ts";

/** What needs no network, or is the page's own. */
export const INNER_SCHEMES: ReadonlySet<string> = new Set(["about:", "blob:", "data:", "javascript:"]);
export const NETWORK_SCHEMES: ReadonlySet<string> = new Set(["http:", "https:", "ws:", "wss:"]);

/** A URL's scheme, whatever follows: `chrome://version\\` is a URL to Chrome, and to nobody else. */
function schemeOf(url: string): string | undefined {
	const start = `${url.slice(0, url.indexOf(":") + 1)}x`;
	return URL.canParse(start) ? new URL(start).protocol : undefined;
}

/** Whether a URL is a page of the browser's own, or of its machine: `chrome:`, `devtools:`, `file:`, `view-source:`. */
export function isLocalPage(url: string): boolean {
	const scheme = schemeOf(url);
	if (scheme === undefined) return false;
	// Chrome takes `about:version` for `chrome://version`.
	if (scheme === "about:") return !URL.canParse(url) || !/^(blank|srcdoc)$/.test(new URL(url).pathname);
	// What was made in a page has that page's origin.
	if (scheme === "blob:") return URL.canParse(url) && startsLocal(new URL(url).pathname);
	return !INNER_SCHEMES.has(scheme) && !NETWORK_SCHEMES.has(scheme);
}

function startsLocal(origin: string): boolean {
	const scheme = schemeOf(origin);
	return scheme !== undefined && !INNER_SCHEMES.has(scheme) && !NETWORK_SCHEMES.has(scheme);
}

export const localPageRefused = problem(
	"local_page_refused",
	"This is a page of the browser's own machine: only sessions of the admin's open those, unless ALLOW_LOCAL_PAGES permits it.",
);
