import { z } from "@hono/zod-openapi";
import { guardrailsSchema } from "../../domain/guardrails.ts";
import { knownFields } from "../../lib/known-fields.ts";
import { absoluteUrl, headerText, recordField, shownName } from "../declarations.ts";

/** Strict: what is not known here would be ignored, and the session not what was asked for. */
export const createBody = knownFields({
	headless: z.boolean().default(false),
	requested_name: shownName.optional(),
	start_url: absoluteUrl.optional(),
	/** Berth's own: what is written down of what happens. */
	record: recordField,
	/** An existing DevTools endpoint: http(s), which names its socket, or ws(s). It is never shown again. */
	cdp_url: absoluteUrl.optional(),
	user_agent: headerText.optional(),
	use_random_user_agent: z.boolean().default(false),
	disable_automation_detection: z.boolean().default(false),
	/** Berth's own: what the browser downloads is kept as artifacts. */
	save_downloads: z.boolean().default(false),
	/** Berth's own: the hosts that the session may reach, as in Cloudflare's API. */
	guardrails: guardrailsSchema.optional(),
	profile_id: z.string().optional(),
	/** Berth's own: the profile is saved anew when the session ends. */
	save_profile: z.boolean().default(false),
})
	.refine(({ profile_id, save_profile }) => profile_id !== undefined || !save_profile, {
		path: ["save_profile"],
		error: "needs a profile_id",
	})
	.refine(({ profile_id, cdp_url }) => profile_id === undefined || cdp_url === undefined, {
		path: ["profile_id"],
		error: "is for a browser that is started for the session, not for one at a cdp_url",
	});

export const idParams = z.object({
	id: z.string().openapi({ param: { name: "id", in: "path" }, format: "uuid" }),
});

/** What it takes to watch a session. */
export const frameLinks = z
	.object({ frame_token: z.string(), sse_url: z.string(), frame_url: z.string().optional() })
	.openapi("BrowsrFrameLinks");

export const readySession = frameLinks
	.extend({
		status: z.literal("ready"),
		session_id: z.string(),
		/** What could not be done as it was asked for. */
		warnings: z.array(z.string()).optional(),
	})
	.openapi("BrowsrReadySession");

export const provisioning = z
	.object({
		status: z.enum(["provisioning", "scaling", "worker_found", "creating"]),
		provision_id: z.string(),
		warnings: z.array(z.string()).optional(),
	})
	.openapi("BrowsrProvisioning");

export const failedProvisioning = z
	.object({ status: z.literal("failed"), provision_id: z.string(), error: z.string() })
	.openapi("BrowsrFailedProvisioning");

const shownSession = z
	.object({
		session_id: z.string(),
		name: z.string().nullable(),
		status: z.string(),
		current_url: z.string().nullable(),
		/** ISO 8601. */
		created_at: z.string(),
	})
	.openapi("BrowsrSession");

export const sessionList = z.object({ sessions: z.array(shownSession) });

export const sessionDetail = shownSession
	.extend({
		stage: z.string(),
		idle_deadline: z.string().optional(),
		expires_at: z.string().optional(),
		ended_at: z.string().optional(),
		close_reason: z.string().optional(),
		close_reason_text: z.string().optional(),
		websocket_url: z.string().optional(),
		profile: z
			.object({
				profile_id: z.string(),
				/** What the browser did not take of it. */
				refused_cookies: z.number(),
				refused_records: z.number(),
				/** With `save_profile`, once the session has ended: `saved`, or why it was not. */
				update: z.string().optional(),
			})
			.optional(),
		/** `endpoint` when it is the one at a `cdp_url`. */
		browser: z.literal("endpoint").optional(),
	})
	.openapi("BrowsrSessionDetail");

export type ShownSession = z.infer<typeof shownSession>;
export type SessionDetail = z.infer<typeof sessionDetail>;
