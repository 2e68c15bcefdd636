import { createRoute, z } from "@hono/zod-openapi";
import { QUICK_BODIES, type QuickAction } from "../../../domain/quick/request.ts";
import { MAX_WAIT_MS } from "../../../domain/session.ts";
import { json } from "../../declarations.ts";
import { accountParams } from "../schemas.ts";
import { MOST_CACHE_S, USUAL_CACHE_S } from "./asked.ts";

/** The nine quick actions, declared. Their requests are read by `readAsked`, for the binding as well as for these. */

const query = z.object({
	cacheTTL: z.number().min(0).max(MOST_CACHE_S).default(USUAL_CACHE_S).optional().openapi({
		description: "How old the answer may be, in seconds; 0 for none but a new one",
	}),
	browser: z.literal("kitesurf").optional().openapi({ description: "Refused: there is only Chrome" }),
	wait_ms: z.number().int().min(0).max(MAX_WAIT_MS).optional().openapi({
		description:
			"Berth's own: how long it may wait for a place in a browser; `QUICK_WAIT_MS` unless it is said",
	}),
});

const headers = z.record(z.string(), z.string());

const meta = z
	.object({
		status: z.number().openapi({ description: "The page's; 200 for html" }),
		title: z.string(),
		headers: headers.optional(),
		finalUrl: z.string().optional(),
		redirectChain: z.array(z.object({ url: z.string(), status: z.number(), headers })).optional(),
	})
	.openapi("PageMeta");

const failure = z
	.object({
		success: z.literal(false),
		errors: z.array(
			z.object({
				code: z.number(),
				message: z.string(),
				detail: z.string().optional().openapi({ description: "In the browser's own words" }),
				path: z.array(z.union([z.string(), z.number()])).optional(),
			}),
		),
		rawAiResponse: z.string().optional(),
	})
	.openapi("QuickActionError");

const node = z.object({ role: z.string() }).loose().openapi("AccessibilityNode", { type: "object" });
const element = z.object({
	text: z.string(),
	html: z.string(),
	attributes: z.array(z.object({ name: z.string(), value: z.string() })),
	width: z.number(),
	height: z.number(),
	top: z.number(),
	left: z.number(),
});

const enveloped = (result: z.ZodType, description: string) =>
	json(z.object({ success: z.literal(true), result, meta }), description);

interface Answer {
	readonly description: string;
	readonly content: Record<string, { readonly schema: z.ZodType }>;
}

const file = (...types: string[]): Answer => ({
	description: "The file; with `encoding: base64` of a screenshot a data URL as text",
	content: Object.fromEntries(
		types.map((type) => [type, { schema: z.string().openapi({ format: "binary" }) }]),
	),
});

const ANSWERS: Record<QuickAction, { readonly summary: string; readonly answer: Answer }> = {
	content: { summary: "A page's HTML after rendering", answer: enveloped(z.string(), "The HTML") },
	markdown: { summary: "A page as Markdown", answer: enveloped(z.string(), "The Markdown") },
	links: { summary: "A page's links", answer: enveloped(z.array(z.string()), "The addresses, each once") },
	scrape: {
		summary: "The elements of a page that match selectors",
		answer: enveloped(
			z.array(z.object({ selector: z.string(), results: z.array(element) })),
			"The elements, by selector",
		),
	},
	accessibilityTree: {
		summary: "A page's accessibility tree",
		answer: enveloped(
			z.object({ accessibilityTree: node.nullable() }),
			"The tree; null where root fits nothing",
		),
	},
	snapshot: {
		summary: "Several forms of one page at once",
		answer: enveloped(
			z.object({
				content: z.string().optional(),
				screenshot: z.string().optional().openapi({ description: "Base64" }),
				markdown: z.string().optional(),
				accessibilityTree: node.optional(),
			}),
			"The forms that were asked for",
		),
	},
	screenshot: {
		summary: "A picture of a page",
		answer: file("image/png", "image/jpeg", "image/webp", "text/plain"),
	},
	pdf: { summary: "A page as a PDF", answer: file("application/pdf") },
	json: {
		summary: "What a language model reads out of a page",
		answer: enveloped(z.record(z.string(), z.unknown()), "As `response_format` has it"),
	},
};

const ERRORS = {
	400: "Bad input: each fault with its place",
	401: "Authentication error",
	403: "Not this account, or not this right",
	404: "No such session",
	413: "The body is too long",
	422: "The page could not be had, or what was asked of it",
	429: "No place was free in time",
	501: "No model is set up",
	503: "No browser, or none that answers",
} as const;

/** One action's declaration, below a product's path. */
export const quickOperation = (action: QuickAction) =>
	createRoute({
		method: "post",
		path: `/${action}`,
		summary: ANSWERS[action].summary,
		request: {
			params: accountParams,
			query,
			body: { content: { "application/json": { schema: QUICK_BODIES[action] } }, required: true },
		},
		responses: {
			200: ANSWERS[action].answer,
			...Object.fromEntries(
				Object.entries(ERRORS).map(([status, description]) => [status, json(failure, description)]),
			),
		},
	});
