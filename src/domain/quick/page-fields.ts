import { z } from "zod";
import { cookies } from "./cookies.ts";
import { requestPatterns, resourceTypes } from "./request-filters.ts";
import { viewport } from "./viewport.ts";

/** The longest that a navigation may take, in milliseconds. */
export const MOST_GOTO_MS = 60_000;
const USUAL_GOTO_MS = 30_000;
const MOST_WAIT_MS = 120_000;
const MOST_ACTION_MS = 300_000;

const MOST_TAGS = 100;
const MOST_HEADERS = 200;
const MOST_SELECTOR = 10_000;

/** A CSS selector. Whether it is a good one, the browser says. */
export const selector = z.string().min(1).max(MOST_SELECTOR);

export const milliseconds = (most: number) => z.number().min(0).max(most);

/** A time that puppeteer takes 0 for no limit of; here that is the longest. */
const timeLimit = (most: number) => milliseconds(most).transform((ms) => (ms === 0 ? most : ms));

const lifecycleEvent = z.enum(["load", "domcontentloaded", "networkidle0", "networkidle2"]);

/** The names of the DevTools protocol, to which puppeteer hands on what it is given. */
const REFERRER_POLICIES = [
	"noReferrer",
	"noReferrerWhenDowngrade",
	"origin",
	"originWhenCrossOrigin",
	"sameOrigin",
	"strictOrigin",
	"strictOriginWhenCrossOrigin",
	"unsafeUrl",
] as const;

/** The same as pages know them, with hyphens. */
const referrerPolicy = z
	.string()
	.max(64)
	.transform((name) => name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()))
	.pipe(z.enum(REFERRER_POLICIES));

const gotoOptions = z.strictObject({
	timeout: timeLimit(MOST_GOTO_MS).default(USUAL_GOTO_MS),
	waitUntil: z.union([lifecycleEvent, z.array(lifecycleEvent).min(1).max(4)]).default("domcontentloaded"),
	referer: z.string().max(8192).optional(),
	referrerPolicy: referrerPolicy.optional(),
});

const headerName = z
	.string()
	.regex(/^[!#$%&'*+.^_`|~\w-]{1,256}$/, { error: "must be the name of a header" });
const headerValue = z
	.string()
	.max(16_384)
	.regex(/^[^\0\r\n]*$/, { error: "must be the value of a header, of one line" });

const scriptTag = z
	.strictObject({
		content: z.string().min(1).optional(),
		url: z.string().min(1).optional(),
		type: z.string().max(256).optional(),
		id: z.string().max(256).optional(),
	})
	.refine(hasOneSource, { error: "Each script tag must have either 'content' or 'url' defined." });

const styleTag = z
	.strictObject({ content: z.string().min(1).optional(), url: z.string().min(1).optional() })
	.refine(hasOneSource, { error: "Each style tag must have either 'content' or 'url' defined." });

function hasOneSource(tag: { readonly content?: string | undefined; readonly url?: string | undefined }) {
	return (tag.content === undefined) !== (tag.url === undefined);
}

/**
 * What every action takes about how its page is loaded, as do crawl jobs: for a strict object, which is then to be checked
 * with {@link checkFilters}. Names, defaults and bounds are Cloudflare's.
 */
export const pageFields = {
	gotoOptions: gotoOptions.prefault({}),
	waitForSelector: z
		.strictObject({
			selector,
			timeout: timeLimit(MOST_WAIT_MS).optional(),
			visible: z.boolean().optional(),
			hidden: z.boolean().optional(),
		})
		.optional(),
	waitForTimeout: milliseconds(MOST_WAIT_MS).optional(),
	/** For each step after the page is there; 0, as puppeteer has it, is no wish. */
	actionTimeout: milliseconds(MOST_ACTION_MS)
		.optional()
		.transform((ms) => (ms === 0 ? undefined : ms)),
	bestAttempt: z.boolean().default(false),
	viewport: viewport.prefault({ width: 1920, height: 1080 }),
	cookies,
	authenticate: z
		.strictObject({ username: z.string().min(1).max(1024), password: z.string().min(1).max(1024) })
		.optional(),
	setExtraHTTPHeaders: z
		.record(headerName, headerValue, {
			error: ({ code }) => (code === "invalid_key" ? "must be the name of a header" : undefined),
		})
		.refine((headers) => Object.keys(headers).length <= MOST_HEADERS, {
			error: `may hold ${MOST_HEADERS} headers`,
		})
		.optional(),
	setJavaScriptEnabled: z.boolean().default(true),
	emulateMediaType: z.enum(["screen", "print"]).optional(),
	addScriptTag: z.array(scriptTag).max(MOST_TAGS).default([]),
	addStyleTag: z.array(styleTag).max(MOST_TAGS).default([]),
	rejectRequestPattern: requestPatterns.optional(),
	allowRequestPattern: requestPatterns.optional(),
	rejectResourceTypes: resourceTypes.optional(),
	allowResourceTypes: resourceTypes.optional(),
} as const;
