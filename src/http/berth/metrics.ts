import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { version } from "../../../package.json";
import { takeCensus } from "../../catalog/census.ts";
import { readTotals } from "../../catalog/totals.ts";
import { EXPOSITION_TYPE, expose } from "../../lib/exposition.ts";
import { authenticate, requireAdmin } from "../auth.ts";
import { readCatalog } from "../catalog-access.ts";
import type { BerthEnv } from "../context.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { metricFamilies } from "./metric-families.ts";

const read = createRoute({
	method: "get",
	path: "/",
	summary: "Figures of the whole deployment, for Prometheus",
	responses: {
		200: { content: { "text/plain": { schema: z.string() } }, description: "Text format 0.0.4" },
	},
});

/** Figures of all accounts together, for the admin's monitoring. */
export const metrics = new OpenAPIHono<BerthEnv>();

metrics.use(authenticate, requireAdmin);

metrics.openapi(read, async (c) => {
	const db = c.env.CATALOG;
	const [totals, census] = await readCatalog(db, () =>
		Promise.all([readTotals(db), takeCensus(db, Date.now())]),
	);
	return c.text(expose(metricFamilies(totals, census, version)), 200, { "content-type": EXPOSITION_TYPE });
});

metrics.all("/", allowOnly("GET"));
