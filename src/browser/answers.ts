import { z } from "zod";

/** What the upstream's answers must hold for Berth to use them. Whatever else they hold is dropped. */
export const acquiredSchema = z.object({ sessionId: z.string().min(1) });

export const limitsSchema = z.object({ activeSessions: z.array(z.unknown()) });

export const sessionDetailSchema = z.object({ endTime: z.number().optional() });

export const versionSchema = z.object({
	Browser: z.string(),
	"Protocol-Version": z.string(),
	"User-Agent": z.string(),
	"V8-Version": z.string(),
	"WebKit-Version": z.string(),
});

const targetSchema = z.object({
	id: z.string(),
	type: z.string(),
	url: z.string(),
	title: z.string().default(""),
	description: z.string().default(""),
});

/** Chrome's own windows (`browser_ui`) are no target of a user's. */
export const targetsSchema = z
	.array(targetSchema)
	.transform((targets) => targets.filter(({ type }) => type !== "browser_ui"));
