import { createMiddleware } from "hono/factory";
import { problem } from "../domain/problem.ts";
import { isUpgrade } from "../lib/sockets.ts";
import type { BerthEnv } from "./context.ts";
import { ProblemError } from "./problem-error.ts";

/** Chrome's own DevTools, which a person may point at a session's socket. */
const DEVTOOLS_ORIGIN = "devtools://devtools";

/**
 * Lets a page open a socket only when it is Berth's own, Chrome's DevTools, or listed in `ALLOWED_ORIGINS`:
 * browsers send cookies and reach private networks for any page, and always say which page it is. Clients that
 * are no browsers send no `Origin`.
 */
export const checkOrigin = createMiddleware<BerthEnv>(async (c, next) => {
	const origin = c.req.header("Origin");
	if (origin !== undefined && isUpgrade(c.req.raw)) {
		const allowed = [
			c.var.origin,
			new URL(c.req.url).origin,
			DEVTOOLS_ORIGIN,
			...c.var.config.allowedOrigins,
		];
		if (!allowed.includes(origin))
			throw new ProblemError(problem("origin_forbidden", "Pages of this origin may not open sockets here."));
	}
	await next();
});
