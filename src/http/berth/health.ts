import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { pingCatalog } from "../../catalog/ping.ts";
import { describeFault, log } from "../../lib/log.ts";
import { withTimeout } from "../../lib/timeout.ts";
import type { BerthEnv } from "../context.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { settingsOf } from "../settings.ts";

const CATALOG_PATIENCE_MS = 2_000;

const healthy = z.object({ status: z.literal("ok") });
const unavailable = z.object({ status: z.literal("unavailable"), reason: z.string() });

const look = createRoute({
	method: "get",
	path: "/",
	summary: "Whether Berth is set up and its catalog answers",
	security: [],
	responses: {
		200: { content: { "application/json": { schema: healthy } }, description: "It can serve" },
		503: { content: { "application/json": { schema: unavailable } }, description: "It can't, and why" },
	},
});

/** Tells monitors and load balancers whether Berth can serve; it needs neither a token nor settings. */
export const health = new OpenAPIHono<BerthEnv>();

health.openapi(look, async (c) => {
	c.header("cache-control", "no-store");
	const reason = await whyUnavailable(c.env);
	return reason === undefined
		? c.json({ status: "ok" as const }, 200)
		: c.json({ status: "unavailable" as const, reason }, 503);
});

health.all("/", allowOnly("GET"));

async function whyUnavailable(env: Env): Promise<string | undefined> {
	const settings = settingsOf(env);
	if (!settings.ok) return settings.problem.message;
	try {
		await withTimeout(pingCatalog(env.CATALOG), CATALOG_PATIENCE_MS, "asking the catalog");
		return undefined;
	} catch (fault) {
		log("error", "health.catalog_unavailable", { fault: describeFault(fault) });
		return "The catalog does not answer.";
	}
}
