import type { Page } from "@cloudflare/puppeteer";
import { getDomain } from "tldts";
import { z } from "zod";
import { isolatedWorld } from "../../commands/internals.ts";
import { frontMatter } from "../../content/front-matter.ts";
import { presentContent, wantedFor } from "../../content/formats.ts";
import { harvestSchema } from "../../content/harvest-schema.ts";
import { harvestExpression } from "../../content/harvest-script.ts";
import { hasMoreElements } from "../../commands/page/tree-size.ts";
import { callText } from "../../commands/in-page.ts";
import { MOST_ELEMENTS } from "../../commands/ax-tree.ts";
import { QuickError, TooLarge } from "./failures.ts";
import liveDocumentScript from "../../content/page/live-document.page.js";
import readsScript from "./page/reads.page.js";

/** Of text that one answer may hold: it has to leave the object in one piece, and Chrome's in one message. */
export const MOST_CHARACTERS = 8 * 1024 * 1024;

/** The value of a call of one of the functions in `page/`, in a world that the page's scripts can't reach. */
const read = (page: Page, call: string): Promise<unknown> =>
	isolatedWorld(page.mainFrame()).evaluate(
		`(() => {${liveDocumentScript}\n${readsScript}\nreturn ${call};})()`,
	);

/** The page's HTML as it is after rendering. */
export async function readHtml(page: Page): Promise<string> {
	const html = z.union([z.string(), z.number()]).parse(await read(page, `documentHtml(${MOST_CHARACTERS})`));
	if (typeof html === "string") return html;
	throw tooBig(`The page's HTML has ${html} characters`);
}

export interface LinkSelection {
	readonly visibleLinksOnly: boolean;
	readonly excludeExternalLinks: boolean;
}

/** The addresses that the page leads to; with `excludeExternalLinks`, those below the same registrable domain. */
export async function readLinks(page: Page, selection: LinkSelection): Promise<readonly string[]> {
	const call = `anchorAddresses(${selection.visibleLinksOnly}, ${MOST_CHARACTERS})`;
	const links = z.array(z.string()).parse(await read(page, call));
	if (!selection.excludeExternalLinks) return links;
	const own = siteOf(page.url());
	return links.filter((link) => siteOf(link) === own);
}

/** What a host belongs to by the public suffix list; a host that is below no suffix is its own. */
const siteOf = (url: string): string | undefined => {
	if (!URL.canParse(url)) return undefined;
	const { hostname } = new URL(url);
	return getDomain(hostname, { allowPrivateDomains: true }) ?? hostname;
};

const scraped = z.union([
	z.object({ results: z.array(z.unknown()) }),
	z.object({ invalid: z.string() }),
	z.object({ length: z.number() }),
]);

/** What each selector finds, as Cloudflare's `scrape` answers it. */
export async function readElements(page: Page, selectors: readonly string[]): Promise<readonly unknown[]> {
	const call = `scrapedElements(${JSON.stringify(selectors)}, ${MOST_CHARACTERS})`;
	const found = scraped.parse(await read(page, call));
	if ("results" in found) return found.results;
	if ("invalid" in found) throw new QuickError(6005);
	throw tooBig("What the selectors find has more characters");
}

const tooBig = (what: string) =>
	new TooLarge(`${what}; an answer may have ${MOST_CHARACTERS}. Ask for a part of the page.`);

/** The page's text as Markdown, its metadata first. */
export async function readMarkdown(page: Page, sourceUrl: string): Promise<string> {
	const selection = { formats: ["markdown"], onlyMainContent: false, includesHidden: false } as const;
	const expression = harvestExpression(wantedFor(selection));
	const harvest = harvestSchema.parse(await isolatedWorld(page.mainFrame()).evaluate(expression));
	const arrival = { sourceUrl, url: page.url(), statusCode: null };
	const { content } = await presentContent(harvest, selection, arrival);
	const { title, description, author } = content.metadata;
	return frontMatter({ title, description, author }) + (content.markdown ?? "");
}

/** The accessibility tree, of an element where one is named; `null` where it is not there. */
export async function readAccessibility(
	page: Page,
	{
		interestingOnly,
		root,
	}: { readonly interestingOnly?: boolean | undefined; readonly root?: string | undefined },
): Promise<unknown> {
	const isTooBig = await isolatedWorld(page.mainFrame()).evaluate(callText(hasMoreElements, MOST_ELEMENTS));
	if (isTooBig === true)
		throw new TooLarge(`The page has more than ${MOST_ELEMENTS} elements. Ask for another format.`);
	if (root === undefined) return page.accessibility.snapshot({ interestingOnly: interestingOnly ?? true });
	const element = await page.$(root);
	if (element === null) return null;
	return page.accessibility.snapshot({ root: element, interestingOnly: interestingOnly ?? false });
}
