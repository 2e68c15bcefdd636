import { z } from "zod";
import { guardrailsSchema } from "../guardrails.ts";
import { isLocalPage } from "../local-page.ts";
import { checkJsonFields, jsonFields } from "./json-fields.ts";
import { pageFields, selector } from "./page-fields.ts";
import { pdfOptions } from "./pdf-options.ts";
import { bothSet, checkFilters, type RequestFilters } from "./request-filters.ts";
import { screenshotOptions, snapshotPictureOptions } from "./screenshot-options.ts";

const MOST_URL = 65_536;
const MOST_ELEMENTS = 100;

const isRefused = (url: string): boolean => /^\s*javascript:/i.test(url) || isLocalPage(url);

/** An address of a page that may be asked for. */
export const pageUrl = z
	.string()
	.max(MOST_URL)
	.refine((url) => URL.canParse(url), { error: "must be an absolute URL", abort: true })
	.refine((url) => !isRefused(url), {
		error: "chrome://, javascript:, and file:// URLs are not allowed",
		abort: true,
	});

const commonFields = {
	url: pageUrl.optional(),
	html: z.string().min(1).optional(),
	...pageFields,
	userAgent: z
		.string()
		.max(1_024)
		.refine((text) => text !== "" && !/\p{Cc}/u.test(text), { error: "must be one line of text" })
		.optional(),
	/** Berth's own: the session whose browser does it, as the one who is signed in there. */
	session_id: z.string().min(1).max(64).optional(),
	/** Berth's own: the hosts that the page may reach. */
	guardrails: guardrailsSchema.optional(),
} as const;

interface Common extends RequestFilters {
	readonly url?: string | undefined;
	readonly html?: string | undefined;
	readonly session_id?: string | undefined;
	readonly guardrails?: object | undefined;
	readonly cookies: readonly { readonly url?: string | undefined; readonly domain?: string | undefined }[];
}

function checkCommon(body: Common, context: z.core.$RefinementCtx): void {
	if (body.url !== undefined && body.html !== undefined) context.addIssue(bothSet("url", "html"));
	if (body.url === undefined && body.html === undefined)
		context.addIssue("Either 'url' or 'html' is required.");
	// A session keeps the hosts that it was made with.
	if (body.session_id !== undefined && body.guardrails !== undefined)
		context.addIssue(bothSet("session_id", "guardrails"));
	checkFilters(body, context);
	checkCookies(body, context);
}

const hasCookies = (url: string | undefined): boolean => url !== undefined && /^https?:/i.test(url);

/** A page that no server gave has no cookies, so each has to say whose it is. */
function checkCookies({ url, cookies }: Common, context: z.core.$RefinementCtx): void {
	if (hasCookies(url)) return;
	for (const [at, cookie] of cookies.entries())
		if (cookie.url === undefined && cookie.domain === undefined)
			context.addIssue({
				code: "custom",
				message: "must have a 'url' or a 'domain', because the page is none of a site's",
				path: ["cookies", at],
			});
}

/** The docs of Cloudflare spell it `goToOptions` in places; given in both spellings, that one stays, and is refused. */
export function respelt(body: unknown): unknown {
	if (typeof body !== "object" || body === null || !("goToOptions" in body) || "gotoOptions" in body)
		return body;
	const { goToOptions: gotoOptions, ...rest } = body;
	return { ...rest, gotoOptions };
}

const common = z.strictObject(commonFields);

const content = common.superRefine(checkCommon);

const links = common
	.extend({ visibleLinksOnly: z.boolean().default(false), excludeExternalLinks: z.boolean().default(false) })
	.superRefine(checkCommon);

const scrape = common
	.extend({
		elements: z
			.array(z.strictObject({ selector }), {
				error: (issue) => (issue.input === undefined ? "elements is required" : undefined),
			})
			.min(1, { error: "elements is required" })
			.max(MOST_ELEMENTS),
	})
	.superRefine(checkCommon);

const accessibilityTree = common
	.extend({
		/** Without a word: of a whole page only what is interesting, of a part all. */
		interestingOnly: z.boolean().optional(),
		root: selector.optional(),
	})
	.superRefine(checkCommon);

const ONE_FORMAT_ONLY =
	"This format must be combined with at least one other format. Use respective endpoint for this format request.";

const snapshot = common
	.extend({
		formats: z
			.array(z.enum(["content", "screenshot", "markdown", "accessibilityTree"]))
			.max(16)
			.transform((formats) => [...new Set(formats)])
			.refine((formats) => formats.length > 1, { error: ONE_FORMAT_ONLY })
			.default(["content", "screenshot"]),
		screenshotOptions: snapshotPictureOptions,
	})
	.superRefine(checkCommon);

const screenshot = common
	.extend({
		selector: selector.optional(),
		scrollPage: z.boolean().default(false),
		screenshotOptions,
	})
	.superRefine(checkCommon);

const pdf = common.extend({ pdfOptions }).superRefine(checkCommon);

const json = common.extend(jsonFields).superRefine(checkCommon).superRefine(checkJsonFields);

const body = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(respelt, schema);

/** What each action takes: names, defaults, bounds and sentences are Cloudflare's, unknown fields are refused. */
export const QUICK_BODIES = {
	content: body(content),
	markdown: body(content),
	links: body(links),
	scrape: body(scrape),
	accessibilityTree: body(accessibilityTree),
	snapshot: body(snapshot),
	screenshot: body(screenshot),
	pdf: body(pdf),
	json: body(json),
} as const;

export type QuickAction = keyof typeof QUICK_BODIES;

/** What one action was asked for with, defaults applied. Exactly one of `url` and `html` is there. */
export type QuickBody<Action extends QuickAction> = z.output<(typeof QUICK_BODIES)[Action]>;

/** A quick action that is to run: its name, and its body's fields beside it. */
export type QuickRequest = {
	readonly [Action in QuickAction]: { readonly action: Action } & Readonly<QuickBody<Action>>;
}[QuickAction];

/** What all of them have. */
export type QuickPageRequest = Readonly<QuickBody<"content">>;

export type RenderFormat = "html" | "markdown";

/** What a crawl asks of each of its pages: its content in these formats, and where it leads to, in one visit. */
export type RenderRequest = {
	readonly action: "render";
	readonly formats: readonly RenderFormat[];
} & QuickPageRequest;

/** All that runs as a quick action does. */
export type AnyQuickRequest = QuickRequest | RenderRequest;

/** Whether there is an action of this name. */
export const isQuickAction = (name: string): name is QuickAction => Object.hasOwn(QUICK_BODIES, name);

export const QUICK_ACTIONS = Object.keys(QUICK_BODIES) as readonly QuickAction[];
