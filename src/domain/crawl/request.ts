import { z } from "zod";
import { checkJsonFields, jsonFields } from "../quick/json-fields.ts";
import { pageFields } from "../quick/page-fields.ts";
import { checkFilters } from "../quick/request-filters.ts";
import { pageUrl, respelt } from "../quick/request.ts";

export const CRAWL_FORMATS = ["html", "markdown", "json"] as const;
export type CrawlFormat = (typeof CRAWL_FORMATS)[number];

export const CRAWL_PURPOSES = ["search", "ai-input", "ai-train"] as const;

const MOST_PAGES = 100_000;
const USUAL_LIMIT = 10;
const DAY_S = 86_400;
const YEAR_S = 366 * DAY_S;

/** Patterns of one kind, and how long each may be. */
const MOST_PATTERNS = 100;
const MOST_PATTERN_LENGTH = 500;
/** Of all patterns together: each link of a page costs so many steps for each of its characters. */
export const MOST_PATTERN_CHARACTERS = 5_000;

const patterns = z.array(z.string().min(1).max(MOST_PATTERN_LENGTH)).max(MOST_PATTERNS).default([]);

const options = z
	.strictObject({
		includeExternalLinks: z.boolean().default(false),
		includeSubdomains: z.boolean().default(false),
		includePatterns: patterns,
		excludePatterns: patterns,
	})
	.refine(
		({ includePatterns, excludePatterns }) =>
			[...includePatterns, ...excludePatterns].join("").length <= MOST_PATTERN_CHARACTERS,
		{ error: `the patterns may have ${MOST_PATTERN_CHARACTERS} characters together` },
	);

const each = <Item extends string>(items: readonly [Item, ...Item[]]) =>
	z
		.array(z.enum(items))
		.min(1)
		.max(16)
		.transform((given) => [...new Set(given)]);

const crawl = z
	.strictObject({
		url: pageUrl.refine((url) => /^https?:/i.test(url.trim()), { error: "must be an http or https URL" }),
		limit: z.int().min(1).max(MOST_PAGES).default(USUAL_LIMIT),
		depth: z.int().min(0).max(MOST_PAGES).default(MOST_PAGES),
		source: z.enum(["all", "sitemaps", "links"]).default("all"),
		formats: each(CRAWL_FORMATS).default(["html"]),
		jsonOptions: z.strictObject(jsonFields).superRefine(checkJsonFields).optional(),
		render: z.boolean().default(true),
		browser: z
			.literal("kitesurf")
			.refine(() => false, { error: "This Berth has no kitesurf. Leave browser out for Chrome." })
			.optional(),
		maxAge: z
			.int()
			.min(0)
			.max(7 * DAY_S)
			.default(DAY_S),
		modifiedSince: z
			.int()
			.refine((time) => time <= Date.now() / 1_000, { error: "must not be in the future" })
			.refine((time) => time >= Date.now() / 1_000 - YEAR_S, { error: "must be within the last year" })
			.optional(),
		options: options.prefault({}),
		crawlPurposes: each(CRAWL_PURPOSES).default([...CRAWL_PURPOSES]),
		contentUse: z.enum(["reference", "full"]).default("full"),
		...pageFields,
	})
	.superRefine(checkFilters)
	.refine(({ formats, jsonOptions }) => !formats.includes("json") || jsonOptions !== undefined, {
		error: "is required for the format json",
		path: ["jsonOptions"],
	});

/** The fields that only a browser can do anything with. */
const RENDERING = Object.keys(pageFields);

/**
 * What a crawl job is asked for with: names, defaults and bounds are Cloudflare's. Without `render` a field about how a
 * browser loads pages is refused.
 */
export const crawlBody = z.preprocess((given, context) => {
	const body = respelt(given);
	if (typeof body === "object" && body !== null && "render" in body && body.render === false)
		for (const field of RENDERING)
			if (field in body)
				context.addIssue({ code: "custom", message: "can't be used with render: false", path: [field] });
	return body;
}, crawl);

/** What a crawl job was asked for with, defaults applied. */
export type CrawlBody = Readonly<z.output<typeof crawlBody>>;

/** How each page is loaded, where a browser does it. */
export type CrawlPageFields = Readonly<z.output<z.ZodObject<typeof pageFields>>>;
