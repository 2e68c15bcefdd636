import { z } from "@hono/zod-openapi";
import { recordSetting } from "../../domain/entry.ts";
import { guardrailsSchema } from "../../domain/guardrails.ts";
import { MAX_WAIT_MS } from "../../domain/session.ts";
import { LINK_LIFETIME_MS } from "../../links/target-links.ts";
import { accountId, integer, shownName, stretch, waitingTime } from "../declarations.ts";

const boolean = () =>
	z
		.enum(["true", "false"])
		.transform((text) => text === "true")
		.openapi({ type: "boolean" });

const DEFAULT_KEEP_ALIVE_MS = 60_000;
const LEAST_KEEP_ALIVE_MS = 10_000;

const liveViewUrlExpiresInMs = integer(LINK_LIFETIME_MS.least, LINK_LIFETIME_MS.most)
	.optional()
	.transform((ms) => ms ?? LINK_LIFETIME_MS.fallback);

// The form of ids is not checked here: one that can't exist is answered like one that doesn't.
const sessionId = z.string().openapi({ param: { name: "session_id", in: "path" }, format: "uuid" });
const targetId = z.string().openapi({ param: { name: "target_id", in: "path" } });

export const accountParams = z.object({
	account_id: accountId.openapi({ param: { name: "account_id", in: "path" }, example: "local" }),
});
export const sessionParams = accountParams.extend({ session_id: sessionId });
export const targetParams = sessionParams.extend({ target_id: targetId });

/** Of a client that can't set headers: for the addresses of sockets, and those where it looks for one. */
const token = z.string().optional().openapi({ description: "A token, unless a header has it" });

export const acquireQuery = z.strictObject({
	keep_alive: integer(LEAST_KEEP_ALIVE_MS, Number.MAX_SAFE_INTEGER)
		.optional()
		.transform((ms) => ms ?? DEFAULT_KEEP_ALIVE_MS)
		.openapi({ type: "integer", minimum: LEAST_KEEP_ALIVE_MS, default: DEFAULT_KEEP_ALIVE_MS }),
	lab: boolean().optional(),
	recording: boolean().optional(),
	record: recordSetting.optional().openapi({
		type: "string",
		enum: ["true", "false", "console", "network"],
		description: "Berth's own: what is written down of what happens in the session",
	}),
	wait_ms: waitingTime(
		MAX_WAIT_MS,
		"Berth's own: how long it may wait for a browser where a limit is reached",
	),
	name: shownName.optional().openapi({ description: "Berth's own: what to call the session" }),
});
export const createQuery = acquireQuery.extend({ targets: boolean().optional(), liveViewUrlExpiresInMs });
export const launchQuery = acquireQuery.extend({ token });
/** The SDK may send what a new session would have; one that is there keeps what it has. */
export const connectQuery = launchQuery.pick({ keep_alive: true, lab: true, recording: true, token: true });
export const tokenQuery = z.strictObject({ token });
const linkQuery = z.strictObject({ liveViewUrlExpiresInMs });
export const foundTargetQuery = linkQuery.extend({ token });
export const newTargetQuery = linkQuery.extend({
	url: z
		.string()
		.refine((text) => URL.canParse(text), { error: "must be an absolute URL" })
		.optional()
		.openapi({ format: "uri", default: "about:blank" }),
});
const { limit, offset } = stretch(200, { maxLimit: 200 });
/** In the order in which a refusal names them. */
export const listQuery = z.strictObject({
	limit,
	offset,
	status: z.enum(["active", "closed", "all"]).default("active"),
});

export const createBody = z.strictObject({ guardrails: guardrailsSchema.optional() });

/** The `cf-brapi-guardrails` header of one connection, decoded. */
export const connectionGuardrails = z.strictObject({ mode: z.literal("readonly") });

const targetSchema = z
	.object({
		id: z.string(),
		type: z.string(),
		url: z.string(),
		title: z.string().optional(),
		description: z.string().optional(),
		devtoolsFrontendUrl: z.string().optional(),
		webSocketDebuggerUrl: z.string(),
	})
	.openapi("Target");

const time = () => z.number().openapi({ description: "Epoch milliseconds" });

const sessionSchema = z
	.object({
		sessionId: z.string(),
		startTime: time(),
		lastUpdated: time(),
		endTime: time().optional(),
		connectionId: z.string().optional(),
		connectionStartTime: time().optional(),
		connectionEndTime: time().optional(),
		closeReason: z.string().optional(),
		closeReasonText: z.string().optional(),
		devtoolsFrontendUrl: z.string().optional(),
		webSocketDebuggerUrl: z.string().optional(),
	})
	.openapi("Session");

export const created = z
	.object({
		sessionId: z.string(),
		webSocketDebuggerUrl: z.string(),
		targets: z.array(targetSchema).optional(),
	})
	.openapi("AcquiredBrowser");

export const version = z
	.object({
		Browser: z.string(),
		"Protocol-Version": z.string(),
		"User-Agent": z.string(),
		"V8-Version": z.string(),
		"WebKit-Version": z.string(),
		webSocketDebuggerUrl: z.string(),
	})
	.openapi("BrowserVersion");

export const liveView = z
	.object({
		id: z.string(),
		devtoolsFrontendUrl: z.string(),
		webSocketDebuggerUrl: z.string(),
		options: z.object({
			mode: z.enum(["devtools", "tab", "full"]),
			guardrails: z.object({ mode: z.literal("readonly") }).optional(),
		}),
	})
	.openapi("LiveView");

export const recording = z
	.object({
		sessionId: z.string(),
		duration: z.number().openapi({ description: "Milliseconds" }),
		events: z.record(z.string(), z.array(z.unknown().openapi({ type: "object" }))).openapi({
			description: "By the targets' ids, what rrweb's player takes",
		}),
	})
	.openapi("SessionRecording");

export const target = targetSchema;
export const targets = z.array(targetSchema);
export const session = sessionSchema;
export const sessions = z.array(sessionSchema);
export const message = z.object({ message: z.string() });
export const ending = z.object({ status: z.enum(["closing", "closed"]) });
export const protocol = z.object({ domains: z.array(z.unknown()), version: z.unknown() });
const limitInChain = z.object({
	code: z.number(),
	message: z.string(),
	limit: z.string(),
	scope: z.enum(["account", "deployment", "upstream"]),
	value: z.number().optional(),
	current: z.number().optional(),
});
export const failure = z
	.object({
		success: z.literal(false),
		errors: z.array(
			z.object({
				code: z.number(),
				message: z.string(),
				/** Which limit it was, its value and the current figure. */
				error_chain: z.array(limitInChain).optional(),
			}),
		),
	})
	.openapi("Error");

export type TargetBody = z.infer<typeof targetSchema>;
export type SessionBody = z.infer<typeof sessionSchema>;
