import { createMiddleware } from "hono/factory";
import { replayUntil } from "../links/replay-token.ts";
import { authenticate, bearerOf } from "./auth.ts";
import type { BerthEnv } from "./context.ts";
import { signedSession } from "./sessions.ts";

/** Whoever may ask for sessions, and whoever has a link to the replay of the one in the path: to read it. */
export const authenticateForReplay = createMiddleware<BerthEnv>(async (c, next) => {
	const token = bearerOf(c) ?? "";
	const id = c.req.param("id") ?? "";
	const expiresAt = await replayUntil(c.var.config.signingSecret, token, id);
	if (expiresAt === undefined) return authenticate(c, next);
	const { account } = await signedSession(c, id);
	c.set("principal", { kind: "account", account, right: "read", tokenId: "replay", expiresAt });
	await next();
});
