import { z } from "zod";

/** Longest parts of what a browser says of its targets; a title or an address that is longer is cut. */
const MAX_ID_LENGTH = 128;
const MAX_TITLE_LENGTH = 1_024;
const MAX_URL_LENGTH = 16_384;

/** What describes a target, as any browser may send it: that of a `cdp_url` can be anybody's. */
export const targetId = z.string().max(MAX_ID_LENGTH);
export const shortTitle = z.string().transform((title) => title.slice(0, MAX_TITLE_LENGTH));
export const shortUrl = z.string().transform((url) => url.slice(0, MAX_URL_LENGTH));

/** A tab or worker of a browser, as Chrome's own `/json/list` describes it, without any URL of the browser's own. */
export interface Target {
	readonly id: string;
	readonly type: string;
	readonly url: string;
	readonly title?: string;
	readonly description?: string;
}

/** What Chrome's `/json/version` tells of a browser, without its internal socket URL. */
export interface BrowserVersion {
	readonly Browser: string;
	readonly "Protocol-Version": string;
	readonly "User-Agent": string;
	readonly "V8-Version": string;
	readonly "WebKit-Version": string;
}

export const isPage = (target: Target): boolean => target.type === "page";
