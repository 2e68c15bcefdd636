import { z } from "zod";
import { problem } from "../domain/problem.ts";
import type { AccessMode } from "../domain/principal.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { isPage, type Target } from "../domain/target.ts";
import type { LinkSource } from "./claims.ts";
import { LINK_LIFETIME_MS, linksOf, type TargetLinks } from "./target-links.ts";
import type { ViewMode } from "./urls.ts";

/** What a live view may ask for, over HTTP as over CDP's `Cloudflare.getLiveView`. */
export const liveViewRequest = z.strictObject({
	targetId: z
		.string()
		.regex(/^[a-zA-Z0-9]+$/)
		.optional(),
	mode: z.enum(["devtools", "tab", "full"]).default("devtools"),
	expiresInMs: z
		.number()
		.int()
		.min(LINK_LIFETIME_MS.least)
		.max(LINK_LIFETIME_MS.most)
		.default(LINK_LIFETIME_MS.fallback),
	guardrails: z.strictObject({ mode: z.literal("readonly") }).optional(),
});

export type LiveViewRequest = z.infer<typeof liveViewRequest>;

export interface LiveView extends TargetLinks {
	/** The target's id. */
	readonly id: string;
	readonly options: { readonly mode: ViewMode; readonly guardrails?: { readonly mode: "readonly" } };
}

/**
 * Links to a target for a person to watch, or to act in when `ceiling` and the request allow it.
 * Refuses with `target_not_found` when the session has no such target, or no page at all.
 */
export async function liveViewOf(
	grant: LinkSource,
	ceiling: AccessMode,
	targets: readonly Target[],
	request: LiveViewRequest,
): Promise<Result<LiveView>> {
	const { targetId, mode: viewMode, expiresInMs } = request;
	const target = targetId === undefined ? targets.find(isPage) : targets.find(({ id }) => id === targetId);
	if (target === undefined) return refuse(problem("target_not_found", "Target not found."));

	const mode = ceiling === "readonly" || request.guardrails !== undefined ? "readonly" : "full";
	const links = await linksOf({ ...grant, mode, expiresInMs }, target.id, viewMode);
	const options: LiveView["options"] =
		mode === "readonly" ? { mode: viewMode, guardrails: { mode } } : { mode: viewMode };
	return ok({ id: target.id, ...links, options });
}
