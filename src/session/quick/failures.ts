import type { QuickOutcome } from "../../domain/quick/outcome.ts";

export type QuickFailure = Extract<QuickOutcome, { kind: "failed" }>["failure"];

/** Cloudflare's code for a page or a browser that is not there any more. */
export const PAGE_GONE = 6001;
/** For a page that went on to another, or lost what the action was about. */
export const PAGE_CHANGED = 6000;
/** And for a selector that is none. */
export const BAD_SELECTOR = 6005;

/** Thrown where what failed is known better than the browser's words tell. */
export class QuickError extends Error {
	override readonly name = "QuickError";
	readonly failure: QuickFailure;

	constructor(code: number, detail?: string) {
		super(detail ?? `quick action failed (${code})`);
		this.failure = { code, ...(detail !== undefined && { detail }) };
	}
}

/** Thrown where what a page has does not fit into an answer. */
export class TooLarge extends Error {
	override readonly name = "TooLarge";
}

/**
 * Cloudflare's codes for what browsers say, the first that fits (its local emulation's order). None has a pattern that
 * could take long: what pages say may be in here.
 */
const BY_WORDS: readonly (readonly [words: readonly string[], code: number])[] = [
	[["_SSL_", "_CERT_"], 5000],
	[["net::ERR_ADDRESS_"], 5001],
	[["net::ERR_ABORTED"], 5002],
	[["ERR_NAME_NOT_RESOLVED", "ERR_DNS_TIMED_OUT"], 5005],
	[["ERR_TIMED_OUT", "ERR_CONNECTION_TIMED_OUT"], 5002],
	[["ERR_TOO_MANY_REDIRECTS"], 5003],
	[["ERR_HTTP2_PROTOCOL_ERROR"], 5004],
	[["ERR_CONNECTION_CLOSED", "ERR_CONNECTION_RESET", "ERR_TUNNEL_CONNECTION_FAILED"], 5006],
	[["ERR_HTTP_RESPONSE_CODE_FAILURE"], 5007],
	[["ERR_CONNECTION_REFUSED"], 5008],
	[["ERR_INVALID_URL", "ERR_FILE_NOT_FOUND", "Cannot navigate to invalid URL"], 5010],
	[["ERR_EMPTY_RESPONSE"], 5011],
	[["net::"], 5009],
	[["Session closed", "Target closed", "Page crashed", "Connection closed", "session is gone"], 6001],
	[
		[
			"Execution context was destroyed",
			"Cannot find context",
			"frame got detached",
			"frame was detached",
			"detached Frame",
			"LifecycleWatcher disposed",
			"Node is detached",
			"Could not find node",
		],
		PAGE_CHANGED,
	],
	[["imeout", "imed out", "ms exceeded", "took longer than"], 6002],
	[["Page.captureScreenshot", "Page.printToPDF"], 6003],
	[["TrustedScript", "TrustedHTML"], 6004],
	[["not a valid selector"], BAD_SELECTOR],
];

/** Codes whose detail would only say again what they say. */
const WITHOUT_DETAIL: ReadonlySet<number> = new Set([BAD_SELECTOR]);
const MOST_DETAIL = 500;

/** What failed, in Cloudflare's numbers; `undefined` for what is none of a page's failures. */
export function failureOf(thrown: unknown): QuickFailure | undefined {
	if (thrown instanceof QuickError) return thrown.failure;
	if (!(thrown instanceof Error)) return undefined;
	const { message } = thrown;
	const code = BY_WORDS.find(([words]) => words.some((word) => message.includes(word)))?.[1];
	if (code === undefined) return undefined;
	return WITHOUT_DETAIL.has(code) ? { code } : { code, detail: message.slice(0, MOST_DETAIL).toWellFormed() };
}
