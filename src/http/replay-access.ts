import { createMiddleware } from "hono/factory";
import { linkToReplay } from "../links/replay-token.ts";
import { authenticate, bearerOf } from "./auth.ts";
import type { BerthEnv } from "./context.ts";
import { signedSession } from "./sessions.ts";

/** Whoever may ask for sessions, and whoever has a link to the replay of the one in the path: to read it. */
export const authenticateForReplay = createMiddleware<BerthEnv>(async (c, next) => {
	const token = bearerOf(c) ?? "";
	const id = c.req.param("id") ?? "";
	const link = await linkToReplay(c.var.config.signingSecret, token, id);
	if (link === undefined) return authenticate(c, next);
	const { account } = await signedSession(c, link);
	c.set("principal", { kind: "link", account, right: "read", admission: link.admission });
	await next();
});
