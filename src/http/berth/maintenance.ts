import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { CORRECTED_KINDS, maintain } from "../../upkeep/scheduled.ts";
import { authenticate, requireAdmin } from "../auth.ts";
import { readCatalog } from "../catalog-access.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";

const corrected = z.record(z.enum(CORRECTED_KINDS), z.number()).openapi("Maintenance");

const run = createRoute({
	method: "post",
	path: "/maintenance",
	summary: "Compare rows, objects and browsers now, and correct what does not agree",
	responses: { 200: json(z.object({ corrected }), "How many of each kind were corrected") },
});

/** What the cron trigger does, for the admin: locally `npm start` calls it on a timer. Two runs at once do no harm. */
export const maintenance = new OpenAPIHono<BerthEnv>();

maintenance.use("/maintenance", authenticate, requireAdmin);

maintenance.openapi(run, async (c) => {
	const { CATALOG } = c.env;
	const done = await readCatalog(CATALOG, () => maintain(c.env, c.var.config, Date.now()));
	return c.json({ corrected: done }, 200);
});

maintenance.all("/maintenance", allowOnly("POST"));
