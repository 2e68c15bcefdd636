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
