import type { Page } from "@cloudflare/puppeteer";
import type { QuickPageRequest } from "../../domain/quick/request.ts";
import { defined } from "../../lib/defined.ts";

/** Makes a blank page what the action asks for, in the order of the contract, before it goes anywhere. */
export async function preparePage(page: Page, fields: QuickPageRequest): Promise<void> {
	// One that stays open keeps the page from everything else.
	page.on("dialog", (dialog) => void dialog.dismiss().catch(() => undefined));
	page.setDefaultTimeout(fields.actionTimeout ?? 30_000);
	const { emulateMediaType, cookies, viewport, userAgent, authenticate } = fields;
	if (emulateMediaType !== undefined) await page.emulateMediaType(emulateMediaType);
	if (cookies !== undefined)
		await page.setCookie(...cookies.map((cookie) => defined(placed(cookie, fields.url))));
	await page.setViewport(defined(viewport));
	if (userAgent !== undefined) await page.setUserAgent(userAgent);
	if (authenticate !== undefined) await page.authenticate(authenticate);
	if (fields.setExtraHTTPHeaders !== undefined) await page.setExtraHTTPHeaders(fields.setExtraHTTPHeaders);
	if (!fields.setJavaScriptEnabled) await page.setJavaScriptEnabled(false);
}

type Cookie = NonNullable<QuickPageRequest["cookies"]>[number];

/** A cookie that does not say where it belongs is for the page that is gone to. */
const placed = (cookie: Cookie, url: string | undefined): Cookie =>
	cookie.url === undefined && cookie.domain === undefined && url !== undefined ? { ...cookie, url } : cookie;
