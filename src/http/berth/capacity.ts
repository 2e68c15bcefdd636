import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { readOwnLimits, readStandings, writeOwnLimits } from "../../catalog/accounts.ts";
import { sessionsToWake } from "../../catalog/reservations.ts";
import type { Terms } from "../../catalog/standing.ts";
import type { Standing } from "../../domain/limits.ts";
import { accountInView, authenticate, requireAdmin } from "../auth.ts";
import { readCatalog } from "../catalog-access.ts";
import type { BerthEnv } from "../context.ts";
import { accountId, json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { refuseInvalid } from "../problems.ts";

const MOST = Number.MAX_SAFE_INTEGER;

const limits = z
	.strictObject({
		maxConcurrentSessions: z.number().int().min(0).max(MOST),
		acquisitionsPerSecond: z.number().min(0.001).max(1000),
		acquisitionBurst: z.number().int().min(1).max(MOST),
		browserTimePerDayMs: z.number().int().min(0).max(MOST),
		maxSessionMs: z.number().int().min(1000).max(MOST),
		maxKeepAliveMs: z.number().int().min(10_000).max(MOST),
	})
	.openapi("Limits");

const accountLimits = z
	.object({ account: z.string(), limits, own: limits.partial() })
	.openapi("AccountLimits");

const accountCapacity = z
	.object({
		account: z.string(),
		active: z.number(),
		waiting: z.number(),
		browserTimeTodayMs: z.number(),
		timeUntilNextAcquisitionMs: z.number(),
		limits,
	})
	.openapi("AccountCapacity");

const capacity = z
	.object({
		accounts: z.array(accountCapacity),
		/** For the admin: all accounts together. */
		deployment: z
			.object({ active: z.number(), waiting: z.number(), maxConcurrentBrowsers: z.number() })
			.optional(),
	})
	.openapi("Capacity");

const params = z.object({ account_id: accountId });

const getLimits = createRoute({
	method: "get",
	path: "/accounts/{account_id}/limits",
	summary: "An account's limits, and those of its own among them",
	middleware: [authenticate, requireAdmin] as const,
	request: { params },
	responses: { 200: json(accountLimits, "The limits") },
});

const putLimits = createRoute({
	method: "put",
	path: "/accounts/{account_id}/limits",
	summary: "Give an account limits of its own; the deployment's hold for those left out",
	middleware: [authenticate, requireAdmin] as const,
	request: {
		params,
		body: { content: { "application/json": { schema: limits.partial() } }, required: true },
	},
	responses: { 200: json(accountLimits, "The limits from now on") },
});

const getCapacity = createRoute({
	method: "get",
	path: "/capacity",
	summary: "What is in use and what is left: of the token's account, or of those with sessions for the admin",
	middleware: authenticate,
	request: { query: z.strictObject({ account: accountId.optional() }) },
	responses: { 200: json(capacity, "The figures") },
});

/** What accounts may use, and what they use. */
export const capacities = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

capacities.openapi(getLimits, async (c) => {
	const { account_id } = c.req.valid("param");
	return c.json(await limitsOf(c, account_id), 200);
});

capacities.openapi(putLimits, async (c) => {
	const { account_id } = c.req.valid("param");
	const { CATALOG, SESSION } = c.env;
	await readCatalog(CATALOG, () => writeOwnLimits(CATALOG, account_id, c.req.valid("json")));
	const toWake = await readCatalog(CATALOG, () => sessionsToWake(CATALOG, termsFor(c, account_id)));
	for (const id of toWake) c.executionCtx.waitUntil(SESSION.getByName(id).proceed());
	return c.json(await limitsOf(c, account_id), 200);
});

capacities.openapi(getCapacity, async (c) => {
	const { principal } = c.var;
	const asked = accountInView(principal, c.req.valid("query").account) ?? "";
	const { CATALOG } = c.env;
	const standings = await readCatalog(CATALOG, () => readStandings(CATALOG, termsFor(c, asked)));
	const accounts = standings.map((standing) => ({
		account: standing.account,
		active: standing.active,
		waiting: standing.waiting,
		browserTimeTodayMs: standing.browserTimeMs,
		timeUntilNextAcquisitionMs: standing.untilNextAcquisitionMs,
		limits: limitsIn(standing),
	}));
	if (principal.kind !== "admin" || asked !== "") return c.json({ accounts }, 200);
	const sum = (figure: "active" | "waiting") => accounts.reduce((total, each) => total + each[figure], 0);
	const { maxConcurrentBrowsers } = c.var.config;
	const deployment = { active: sum("active"), waiting: sum("waiting"), maxConcurrentBrowsers };
	return c.json({ accounts, deployment }, 200);
});

capacities.all("/accounts/:account_id/limits", authenticate, allowOnly("GET", "PUT"));
capacities.all("/capacity", authenticate, allowOnly("GET"));

const termsFor = (c: Context<BerthEnv>, asked: string): Terms => {
	const { limits: defaults, maxConcurrentBrowsers } = c.var.config;
	return { now: Date.now(), account: asked, limits: defaults, maxConcurrentBrowsers };
};

async function limitsOf(c: Context<BerthEnv>, asked: string): Promise<z.infer<typeof accountLimits>> {
	const { CATALOG } = c.env;
	const own = await readCatalog(CATALOG, () => readOwnLimits(CATALOG, asked));
	return { account: asked, limits: Object.assign({}, c.var.config.limits, own), own };
}

const limitsIn = (standing: Standing): z.infer<typeof limits> => ({
	maxConcurrentSessions: standing.maxConcurrentSessions,
	acquisitionsPerSecond: standing.acquisitionsPerSecond,
	acquisitionBurst: standing.acquisitionBurst,
	browserTimePerDayMs: standing.browserTimePerDayMs,
	maxSessionMs: standing.maxSessionMs,
	maxKeepAliveMs: standing.maxKeepAliveMs,
});
