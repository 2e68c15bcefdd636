import { withoutEnding } from "../lib/text-ends.ts";
import { isWeb } from "./web-address.ts";

/** Parameters that say where a visitor came from, not what is shown. */
const TRACKING = /^(?:utm_.*|gclid|fbclid|msclkid|mc_cid|mc_eid|igshid|_ga)$/;

/** The ends of files that a browser would download or show by itself; some sites have pages with such names. */
const FILE =
	/\.(?:7z|avi|avif|bz2|css|csv|dmg|docx?|eot|exe|gif|gz|ico|iso|jpe?g|js|json|mjs|mov|mp[34]|msi|ogg|otf|pdf|png|pptx?|rar|svg|tar|tgz|tiff?|ttf|wasm|wav|webm|webp|woff2?|xlsx?|xml|zip)$/i;

const LONGEST_ADDRESS = 2000;

/** The page that a link is to, without what makes no difference; `undefined` for what no crawl can go to. */
export function crawlAddress(link: string, baseUrl?: string): URL | undefined {
	const url = URL.parse(link, baseUrl);
	if (url === null || !isWeb(url) || url.href.length > LONGEST_ADDRESS) return undefined;
	url.hash = routeOf(url.hash);
	url.username = "";
	url.password = "";
	for (const name of new Set(url.searchParams.keys())) if (TRACKING.test(name)) url.searchParams.delete(name);
	return url;
}

/** The same for two addresses of one page: the order of parameters and a slash at the end make no difference. */
export function addressKey(url: URL): string {
	const query = new URLSearchParams(url.searchParams);
	query.sort();
	const path = withoutEnding(url.pathname, "/");
	return `${url.host}${path}?${query}${routeOf(url.hash)}`;
}

/** Whether only the type of its answer can say that it is a page, such as of `/wiki/Node.js`. */
export const looksLikeFile = ({ pathname }: URL): boolean => FILE.test(pathname);

/** Whether an answer of this type is a page in spite of an address that looks like a file's. */
export const isPageType = (contentType: string): boolean =>
	/^\s*(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/i.test(contentType);

/** The fragment of an address that a page's script makes another page of, such as `#/route`; `""` for all others. */
export const routeOf = (hash: string): string => (/^#(?:!?\/[^/]|![^/])/.test(hash) ? hash : "");

/** `www.` is not another site. */
export const isSameHost = (one: URL, other: URL): boolean => bareHost(one) === bareHost(other);

const bareHost = ({ host }: URL): string => host.replace(/^www\./, "");
