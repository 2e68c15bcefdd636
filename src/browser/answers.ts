import { z } from "zod";
import { shortTitle, shortUrl, targetId } from "../domain/target.ts";

/** What the upstream's answers must hold for Berth to use them. Whatever else they hold is dropped. */
export const acquiredSchema = z.object({ sessionId: z.string().min(1) });

export const limitsSchema = z.object({
	activeSessions: z.array(z.unknown()),
	maxConcurrentSessions: z.number().optional(),
	/** In milliseconds. */
	timeUntilNextAllowedBrowserAcquisition: z.number().optional(),
});

export type UpstreamLimits = z.infer<typeof limitsSchema>;

export const browsersSchema = z.array(z.object({ sessionId: z.string(), endTime: z.number().optional() }));

export const sessionDetailSchema = z.object({ endTime: z.number().optional() });

export const versionSchema = z.object({
	Browser: z.string(),
	"Protocol-Version": z.string(),
	"User-Agent": z.string(),
	"V8-Version": z.string(),
	"WebKit-Version": z.string(),
});

const HTML_ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** Chrome escapes the titles in `/json/list` for HTML; here they are what the pages say. */
const unescapeHtml = (text: string): string =>
	text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (entity, name: string) => HTML_ENTITIES[name] ?? entity);

const targetSchema = z.object({
	id: targetId,
	type: z.string(),
	url: shortUrl,
	title: shortTitle.default("").transform(unescapeHtml),
	description: z.string().default(""),
});

/** Chrome's own windows (`browser_ui`) are no target of a user's. */
export const targetsSchema = z
	.array(targetSchema)
	.transform((targets) => targets.filter(({ type }) => type !== "browser_ui"));

/** The same two as CDP's own commands answer them. */
export const getVersionSchema = z
	.object({
		product: z.string(),
		protocolVersion: z.string(),
		revision: z.string(),
		userAgent: z.string(),
		jsVersion: z.string(),
	})
	.transform(({ product, protocolVersion, revision, userAgent, jsVersion }) => ({
		Browser: product,
		"Protocol-Version": protocolVersion,
		"User-Agent": userAgent,
		"V8-Version": jsVersion,
		// As Chrome puts it together for `/json/version`.
		"WebKit-Version": `537.36 (${revision})`,
	}));

export const getTargetsSchema = z
	.object({
		targetInfos: z.array(
			z.object({
				targetId,
				type: z.string(),
				url: shortUrl,
				title: shortTitle,
				openerId: targetId.optional(),
			}),
		),
	})
	.transform(({ targetInfos }) => targetInfos.filter(({ type }) => type !== "browser_ui"));

export const createdTargetSchema = z.strictObject({ targetId });

/** A message as only `Target.createTarget` is answered with, and how long such a one is at most. */
export const createdMessageSchema = z.object({ id: z.number(), result: createdTargetSchema });
export const MAX_CREATED_LENGTH = 256;
