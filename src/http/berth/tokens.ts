import { waitUntil } from "cloudflare:workers";
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { activeSessionIds } from "../../catalog/account-sessions.ts";
import { listTokens, revokeToken, saveToken } from "../../catalog/tokens.ts";
import { problem } from "../../domain/problem.ts";
import type { TokenRecord } from "../../domain/token.ts";
import { digestOf } from "../../lib/digest.ts";
import { log } from "../../lib/log.ts";
import { tryAll } from "../../lib/try-all.ts";
import { authenticate, requireAdmin } from "../auth.ts";
import { readCatalog } from "../catalog-access.ts";
import type { BerthEnv } from "../context.ts";
import { accountId, json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { ProblemError } from "../problem-error.ts";
import { refuseInvalid } from "../problems.ts";
import { newToken } from "../token-mark.ts";

/** All who are connected are to be gone within ten seconds. */
const ANNOUNCEMENT = { atATime: 50, tries: 3, patiencePerTryMs: 2_000, patienceMs: 8_000 } as const;
/** The last moment that a Date can hold, ECMA-262 section 21.4.1.1. */
const MAX_TIME_MS = 8.64e15;

const tokenBody = z.strictObject({
	account: accountId,
	right: z.enum(["read", "write"]),
	name: z.string().trim().max(100).default(""),
	/** For clients that sign in with `X-Auth-Email` and `X-Auth-Key`. */
	email: z.email().toLowerCase().optional(),
	/** Epoch milliseconds. */
	expiresAt: z.number().int().positive().max(MAX_TIME_MS).optional(),
});

const shownToken = z
	.object({
		id: z.string(),
		account: z.string(),
		right: z.enum(["read", "write"]),
		name: z.string(),
		email: z.string().nullable(),
		createdAt: z.number(),
		expiresAt: z.number().nullable(),
		revokedAt: z.number().nullable(),
	})
	.openapi("Token");

const create = createRoute({
	method: "post",
	path: "/tokens",
	summary: "Make a token; the answer is the only place that shows it",
	request: { body: { content: { "application/json": { schema: tokenBody } }, required: true } },
	responses: { 201: json(shownToken.extend({ token: z.string() }), "The token") },
});

const list = createRoute({
	method: "get",
	path: "/tokens",
	summary: "Every token, or those of one account",
	request: { query: z.object({ account: accountId.optional() }) },
	responses: { 200: json(z.object({ tokens: z.array(shownToken) }), "The tokens, newest first") },
});

const revoke = createRoute({
	method: "delete",
	path: "/tokens/{id}",
	summary: "Revoke a token",
	request: { params: z.object({ id: z.string() }) },
	responses: { 204: { description: "It is revoked" } },
});

/** Tokens of accounts, in the admin's hands. */
export const tokens = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

tokens.use("/tokens/*", authenticate, requireAdmin);

tokens.openapi(create, async (c) => {
	const { account: owner, right, name, email, expiresAt } = c.req.valid("json");
	const now = Date.now();
	if (expiresAt !== undefined && expiresAt <= now)
		throw new ProblemError(problem("invalid_request", "expiresAt: must be in the future"));
	const token = await newToken(c.var.config.signingSecret);
	const record: TokenRecord = {
		id: crypto.randomUUID(),
		account: owner,
		right,
		name,
		email: email ?? null,
		createdAt: now,
		expiresAt: expiresAt ?? null,
		revokedAt: null,
	};
	const digest = await digestOf(token);
	await readCatalog(c.env.CATALOG, () => saveToken(c.env.CATALOG, record, digest));
	c.set("account", owner);
	c.set("subject", record.id);
	return c.json({ ...record, token }, 201);
});

tokens.openapi(list, async (c) => {
	const { account: owner } = c.req.valid("query");
	const found = await readCatalog(c.env.CATALOG, () => listTokens(c.env.CATALOG, owner));
	return c.json({ tokens: found }, 200);
});

tokens.openapi(revoke, async (c) => {
	const { id } = c.req.valid("param");
	const { CATALOG } = c.env;
	const account = await readCatalog(CATALOG, () => revokeToken(CATALOG, id, Date.now()));
	if (account !== undefined) c.set("account", account);
	else throw new ProblemError(problem("token_not_found", "Token not found."));
	// After the token's own row: whoever is let in before it is known to the object by then, or to the catalog later.
	const closing = closeWhatItOpened(c, account, id);
	waitUntil(closing);
	const unreached = await closing;
	if (unreached > 0) throw new ProblemError(notReached(unreached));
	return c.body(null, 204);
});

/** How many sessions could not be reached in time. */
async function closeWhatItOpened(c: Context<BerthEnv>, account: string, tokenId: string): Promise<number> {
	const { CATALOG, SESSION } = c.env;
	const sessions = await readCatalog(CATALOG, () => activeSessionIds(CATALOG, account));
	const unreached = await tryAll(sessions, (id) => SESSION.getByName(id).revokeToken(tokenId), ANNOUNCEMENT);
	if (unreached.length > 0) log("warn", "token.sessions_not_reached", { sessions: unreached.length });
	return unreached.length;
}

const notReached = (sessions: number) =>
	problem(
		"session_unavailable",
		`The token is revoked. Running sessions that could not be reached: ${sessions}. What it has open there is closed within a minute. Repeat the request to try them again.`,
		1,
	);

tokens.all("/tokens", allowOnly("GET", "POST"));
tokens.all("/tokens/:id", allowOnly("DELETE"));
