import { z } from "@hono/zod-openapi";
import { stretch } from "../declarations.ts";
import { textFields, textName } from "../text-artifact.ts";
import { readPrompt } from "./initial-prompt.ts";

/** Each session that is passed over costs a row read. */
const MAX_OFFSET = 10_000;

const pixels = z.number().int().min(1).max(10_000);

/** Strict: what is not known here would be ignored, and the session not what was asked for. */
export const createBody = z.strictObject({
	initialPrompt: z
		.string()
		.min(1)
		.refine((prompt) => readPrompt(prompt).kind !== "broken", { error: "is no URL that can be opened" })
		.optional()
		.openapi({ description: "A URL or a bare host name to open; anything else is a task" }),
	options: z
		.strictObject({
			browser: z.enum(["chromium"]).optional(),
			viewport: z.strictObject({ width: pixels, height: pixels }).optional(),
		})
		.default({}),
});

export const idParams = z.object({
	id: z.string().openapi({ param: { name: "id", in: "path" }, format: "uuid" }),
});

/** Strict: a parameter with a typo in it must not list what was not asked for. */
export const listQuery = z.strictObject({
	...stretch(30, { maxLimit: 100, maxOffset: MAX_OFFSET }),
	includeTerminated: z
		.enum(["true", "false"])
		.optional()
		.transform((text) => text === "true")
		.openapi({ type: "boolean", default: false }),
});

export const archiveQuery = z.strictObject(stretch(100));
export const logQuery = z.strictObject(stretch(1_000));

export const textParams = idParams.extend({ name: textName });
export const newText = z.strictObject({ name: textName.optional(), ...textFields });

const status = z.enum(["creating", "running", "completed", "failed", "cancelled"]);
const isoTime = () => z.string().openapi({ format: "date-time" });
const milliseconds = () => z.number().openapi({ description: "Milliseconds" });

export const created = z
	.object({
		sessionId: z.string(),
		status: z.literal("creating"),
		machineId: z.string().openapi({ description: "What runs the session; it stays the same" }),
		/** What could not be done as it was asked for. */
		warnings: z.array(z.string()).optional(),
	})
	.openapi("ThinkrunCreated");

const shownSession = z
	.object({
		sessionId: z.string(),
		status,
		currentUrl: z.string().nullable(),
		createdAt: isoTime(),
		navigationCount: z.number(),
	})
	.openapi("ThinkrunSession");

export const sessionList = z.object({
	sessions: z.array(shownSession),
	total: z.number(),
	hasMore: z.boolean(),
});

export const sessionDetail = shownSession
	.extend({
		title: z.string().nullable(),
		actionCount: z.number(),
		screenshotCount: z.number(),
		duration: milliseconds(),
		navigationHistory: z
			.array(z.object({ url: z.string(), title: z.string(), timestamp: isoTime() }))
			.openapi({ description: "The newest thousand, oldest first" }),
		/** Berth's own: when and why it ended. */
		endedAt: isoTime().optional(),
		closeReason: z.string().optional(),
		closeReasonText: z.string().optional(),
	})
	.openapi("ThinkrunSessionDetail");

export const terminated = z.object({ success: z.literal(true), message: z.string() });

export const health = z
	.object({
		status: z.enum(["healthy", "unhealthy", "closed"]),
		sessionState: status,
		browserResponsive: z.boolean(),
		currentUrl: z.string().nullable(),
		uptimeMs: milliseconds(),
		reason: z.string().optional().openapi({ description: "Why it is not healthy" }),
	})
	.openapi("ThinkrunHealth");

export const actionList = z
	.object({
		actions: z.array(
			z.object({
				type: z.string(),
				timestamp: isoTime(),
				success: z.boolean(),
				details: z.unknown().openapi({ type: "object" }),
				duration: milliseconds(),
				cost: z.number().openapi({ description: "How long the browser was used for it, in milliseconds" }),
				error: z.object({ code: z.string(), message: z.string() }).optional(),
			}),
		),
		total: z.number(),
	})
	.openapi("ThinkrunActions");

export const artifactList = z
	.object({
		artifacts: z.array(
			z.object({
				objectId: z.string(),
				type: z.string(),
				publicUrl: z.string().openapi({ description: "Whoever has it may fetch it, for an hour" }),
				timestamp: isoTime(),
				name: z.string(),
				contentType: z.string(),
				size: z.number().openapi({ description: "Bytes" }),
			}),
		),
		total: z.number(),
	})
	.openapi("ThinkrunArtifacts");

export const textArtifact = z
	.object({
		name: z.string(),
		content: z.string(),
		contentType: z.string(),
		createdAt: isoTime(),
		metadata: z.unknown().optional().openapi({ type: "object" }),
	})
	.openapi("ThinkrunText");

export const consoleLog = z
	.object({
		logs: z.array(
			z.object({
				level: z.enum(["debug", "info", "warning", "error"]),
				message: z.string(),
				timestamp: isoTime(),
			}),
		),
		total: z.number(),
	})
	.openapi("ThinkrunConsole");

export const networkLog = z
	.object({
		requests: z.array(
			z.object({
				url: z.string(),
				method: z.string(),
				/** Null where there was no answer. */
				status: z.number().nullable(),
				duration: milliseconds().nullable(),
				size: z.number().nullable().openapi({ description: "Bytes of the body" }),
				timestamp: isoTime(),
				error: z.string().optional().openapi({ description: "As Chrome says it: net::ERR_ABORTED" }),
			}),
		),
		total: z.number(),
	})
	.openapi("ThinkrunNetwork");

export type Status = z.infer<typeof status>;
export type ShownSession = z.infer<typeof shownSession>;
export type SessionDetail = z.infer<typeof sessionDetail>;
export type ShownHealth = z.infer<typeof health>;
export type ShownAction = z.infer<typeof actionList>["actions"][number];
export type ShownLog = z.infer<typeof consoleLog>["logs"][number];
export type ShownRequest = z.infer<typeof networkLog>["requests"][number];
