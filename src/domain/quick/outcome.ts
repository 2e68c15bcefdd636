/** One answer on the way to the page that was shown. */
export interface PageHop {
	readonly url: string;
	readonly status: number;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
}

/** How the page of a quick action came to be: `meta` of Cloudflare's envelope. */
export interface PageMeta {
	/** The status that the page was answered with; 200 for `html`. */
	readonly status: number;
	readonly title: string;
	/** The origin's, names in lower case; absent for `html`. */
	readonly headers?: Readonly<Record<string, string>>;
	readonly finalUrl?: string;
	/** Absent where nothing redirected. */
	readonly redirectChain?: readonly PageHop[];
}

/** A value that JSON can hold. */
export type JsonValue =
	| string
	| number
	| boolean
	| null
	| readonly JsonValue[]
	| { readonly [name: string]: JsonValue };

/** What a quick action made: a value for the envelope, or a file. */
export type QuickResult =
	| { readonly kind: "value"; readonly json: string }
	| { readonly kind: "file"; readonly bytes: Uint8Array<ArrayBuffer>; readonly contentType: string };

/**
 * What became of a quick action whose browser did its part. `failed`: the page could not be had, or what was asked of it,
 * as Cloudflare's table of codes 2012, 5000–5011 and 6000–6006 has it; `detail` is in the browser's own words.
 */
export type QuickOutcome =
	| {
			readonly kind: "done";
			readonly result: QuickResult;
			readonly meta: PageMeta;
			/** How long a browser worked on it, in whole milliseconds. */
			readonly browserMs: number;
	  }
	| {
			readonly kind: "failed";
			readonly failure: { readonly code: number; readonly detail?: string };
			readonly browserMs: number;
	  };
