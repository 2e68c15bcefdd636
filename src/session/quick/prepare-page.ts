import type { Page } from "@cloudflare/puppeteer";
import { pageClient } from "../../commands/internals.ts";
import type { QuickPageRequest } from "../../domain/quick/request.ts";
import { defined } from "../../lib/defined.ts";

/** Makes a blank page what the action asks for, in the order of the contract, before it goes anywhere. */
export async function preparePage(page: Page, fields: QuickPageRequest): Promise<void> {
	// One that stays open keeps the page from everything else.
	page.on("dialog", (dialog) => void dialog.dismiss().catch(() => undefined));
	page.setDefaultTimeout(fields.actionTimeout ?? 30_000);
	const { emulateMediaType, cookies, viewport, userAgent, authenticate } = fields;
	if (emulateMediaType !== undefined) await page.emulateMediaType(emulateMediaType);
	// Not puppeteer's `setCookie`: before it sets one, it deletes it by a partition key that Chrome does not take.
	if (cookies.length > 0)
		await pageClient(page).send("Network.setCookies", {
			// puppeteer's types are those of an older protocol, where the partition key was a text.
			cookies: cookies.map((cookie) => cookieParam(cookie, fields.url)) as never[],
		});
	if (!isSame(viewport, page.viewport())) await page.setViewport(defined(viewport));
	if (userAgent !== undefined) await page.setUserAgent(userAgent);
	if (authenticate !== undefined) await page.authenticate(authenticate);
	if (fields.setExtraHTTPHeaders !== undefined) await page.setExtraHTTPHeaders(fields.setExtraHTTPHeaders);
	if (!fields.setJavaScriptEnabled) await page.setJavaScriptEnabled(false);
}

/** The viewport that a page has already is not set again. */
const isSame = (one: object, other: object | null): boolean =>
	other !== null && JSON.stringify(defined(one)) === JSON.stringify(defined(other));

type Cookie = QuickPageRequest["cookies"][number];

/** As Chrome takes it. A cookie that does not say where it belongs is for the page that is gone to. */
function cookieParam({ partitionKey: site, ...cookie }: Cookie, pageUrl: string | undefined) {
	const isPlaced = cookie.url !== undefined || cookie.domain !== undefined;
	return defined({
		...cookie,
		url: isPlaced ? cookie.url : pageUrl,
		partitionKey: site === undefined ? undefined : { topLevelSite: site, hasCrossSiteAncestor: false },
	});
}
