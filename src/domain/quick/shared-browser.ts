/** Where shared browsers belong: no account that anybody can have a token of, or name in a path. */
export const SHARED_ACCOUNT = ".quick";

/** Bounds of the browsers that quick actions share. */
export interface QuickSettings {
	/** Browsers at a time. */
	readonly maxBrowsers: number;
	/** Actions at a time in each. */
	readonly pagesPerBrowser: number;
	/** How long a browser is kept after its last action, in milliseconds. */
	readonly idleMs: number;
	/** How long an action waits for a place unless it says otherwise, in milliseconds. */
	readonly waitMs: number;
}
