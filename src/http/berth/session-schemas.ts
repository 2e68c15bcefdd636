import { z } from "@hono/zod-openapi";
import type { ListedStatus } from "../../catalog/session-list.ts";
import { CLOSE_REASONS, type CloseReason } from "../../domain/close-reason.ts";
import { MAX_NAME_LENGTH, type SessionStage, type SessionState } from "../../domain/session.ts";
import { accountId, integer } from "../declarations.ts";
import { cursor } from "./session-cursor.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

const STATES = ["waiting", "creating", "running", "closing", "closed", "failed"] as const;
const STAGES = ["provisioning", "scaling", "worker_found", "creating", "ready"] as const;

const state: z.ZodType<SessionState> = z.enum(STATES);
const stage: z.ZodType<SessionStage> = z.enum(STAGES);
const closeReason = z.enum(Object.keys(CLOSE_REASONS) as [CloseReason, ...CloseReason[]]);
const listedStatus: z.ZodType<ListedStatus> = z.enum(["active", "ended", "all", ...STATES]);

const time = () => z.number().openapi({ description: "Epoch milliseconds" });
const timeBound = () => integer(0, Number.MAX_SAFE_INTEGER).optional();

/** Strict: a filter with a typo in it must not list everything. */
export const sessionQuery = z.strictObject({
	account: accountId.optional(),
	status: listedStatus.optional(),
	name: z.string().min(1).max(MAX_NAME_LENGTH).optional(),
	closeReason: closeReason.optional(),
	from: timeBound().openapi({ description: "The earliest start, in epoch milliseconds" }),
	to: timeBound().openapi({ description: "All started before it; epoch milliseconds" }),
	live: z
		.enum(["true", "false"])
		.optional()
		.transform((text) => text === "true")
		.openapi({
			type: "boolean",
			default: false,
			description: "Whether each that runs or waits is asked itself",
		}),
	limit: integer(1, MAX_LIMIT)
		.optional()
		.transform((limit) => limit ?? DEFAULT_LIMIT)
		.openapi({ type: "integer", minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT }),
	cursor: cursor.optional().openapi({ description: "Where the page before it ended" }),
});

/** A session as the catalog has it. What does not apply is absent. */
export const nativeSession = z
	.object({
		id: z.string(),
		account: z.string(),
		name: z.string().optional(),
		state,
		stage,
		startTime: time(),
		lastUpdated: time(),
		endTime: time().optional(),
		closeReason: closeReason.optional(),
		closeReasonText: z.string().optional(),
		keepAliveMs: z.number(),
		waitUntil: time().optional(),
		expiresAt: time().optional(),
		startupMs: z.number().optional(),
		currentUrl: z.string().optional().openapi({ description: "Where its pages went last" }),
		currentTitle: z.string().optional(),
		connectionId: z.string().optional(),
		connectionStartTime: time().optional(),
		connectionEndTime: time().optional(),
		connections: z.number(),
		bytesToClients: z.number(),
		bytesToBrowser: z.number(),
		catalogRetries: z.number(),
		webSocketDebuggerUrl: z.string().optional(),
	})
	.openapi("NativeSession");

const waitingFor = z.object({
	name: z.string(),
	scope: z.enum(["account", "deployment", "upstream"]),
	value: z.number().optional(),
	current: z.number().optional(),
	message: z.string(),
});

/** The profile that the session began with. */
const profile = z.object({
	id: z.string(),
	refusedCookies: z.number(),
	refusedRecords: z.number(),
	/** Once the session has ended that was to save it: `saved`, or why it was not. */
	update: z.string().optional(),
});

/** The hosts that it may reach, where that is not all of them. */
const guardrails = z.object({
	allowedDomains: z.array(z.string()).optional(),
	allowedDomainSets: z.array(z.string()).optional(),
	hosts: z
		.array(z.string())
		.openapi({ description: "All that is allowed, with what the sets held when it started" }),
});

/** A session as its object has it, with what only that knows. */
export const liveSession = nativeSession
	.extend({
		idleDeadline: time().optional(),
		clients: z.number().openapi({ description: "Clients that are connected now" }),
		actionCount: z.number().openapi({ description: "What was done in it so far" }),
		navigationCount: z.number(),
		screenshotCount: z.number(),
		waitingFor: waitingFor.optional(),
		profile: profile.optional(),
		recording: z.boolean().openapi({ description: "Whether what its pages show is recorded" }),
		guardrails: guardrails.optional(),
	})
	.openapi("LiveSession");

/** In a list that is asked to be live, the sessions that answer are as they are now. */
export const sessionPage = z.object({
	sessions: z.array(nativeSession.or(liveSession)),
	cursor: z.string().optional(),
});
export const sessionParams = z.object({ id: z.string() });
export const ending = z.object({ status: z.enum(["closing", "closed"]) });

export type NativeSession = z.infer<typeof nativeSession>;
export type LiveSession = z.infer<typeof liveSession>;
