import type { ElementHandle } from "@cloudflare/puppeteer";
import { withTimeout } from "../lib/timeout.ts";
import { find, findInFrame } from "./find.ts";
import { inPage } from "./in-page.ts";
import { Refused } from "./refused.ts";
import { hopsOf, isCss } from "./selector.ts";
import type { Tab } from "./tab.ts";

const PATIENCE_MS = 2_000;
const MOST_FRAMES = 20;

/** An element that a selector misses may be where selectors do not look by themselves: what tells the way there. */
export async function findElsewhere(tab: Tab, selector: string): Promise<Refused | undefined> {
	return await withTimeout(lookElsewhere(tab, selector), PATIENCE_MS, "looking").catch(() => undefined);
}

async function lookElsewhere(tab: Tab, selector: string): Promise<Refused | undefined> {
	const hops = hopsOf(selector);
	const [hop] = hops;
	if (hop === undefined || hops.length > 1) return undefined;
	if (isCss(hop)) {
		const pierced = await find(tab, `>>> ${hop}`);
		if (pierced !== undefined)
			return new Refused(
				"element_in_shadow_dom",
				`${quote(selector)} matches inside a shadow root only. Reach it with ${quote(`>>> ${hop}`)}.`,
			);
	}
	for (const frame of tab.page.frames().slice(0, MOST_FRAMES)) {
		if (frame === tab.page.mainFrame()) continue;
		const found = await findInFrame(tab, frame, hop).catch(() => undefined);
		if (found === undefined) continue;
		const owner = await frame.frameElement();
		const path = owner === null ? "iframe" : await inPage(owner as ElementHandle, cssOf);
		return new Refused(
			"element_in_iframe",
			`${quote(selector)} matches inside an iframe only. Reach it with ${quote(`${path} >> ${hop}`)}.`,
		);
	}
	return undefined;
}

/** Runs in the page: a short selector of an iframe. */
function cssOf(element: {
	readonly localName: string;
	readonly id: string;
	getAttribute(name: string): string | null;
}): string {
	if (element.id !== "") return `${element.localName}[id="${element.id}"]`;
	const name = element.getAttribute("name") ?? element.getAttribute("src");
	const attribute = element.getAttribute("name") === null ? "src" : "name";
	return name === null ? element.localName : `${element.localName}[${attribute}="${name}"]`;
}

export const quote = (selector: string): string => JSON.stringify(selector.slice(0, 200));
