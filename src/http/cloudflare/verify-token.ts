import { Hono } from "hono";
import type { Principal } from "../../domain/principal.ts";
import { authenticate } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { allowOnly } from "../method-not-allowed.ts";

/** Tells a client whether its token is good, in the enveloped form of Cloudflare's account API. */
export const verifyToken = new Hono<BerthEnv>();

verifyToken.use(authenticate);

verifyToken.get("/verify", (c) =>
	c.json({
		success: true,
		errors: [],
		messages: [{ code: 10000, message: "This API Token is valid and active" }],
		result: presentToken(c.var.principal),
	}),
);

verifyToken.all("/verify", allowOnly("GET"));

function presentToken(principal: Principal) {
	if (principal.kind === "admin") return { id: "admin", status: "active" };
	if (principal.kind === "binding") return { id: "binding", status: "active" };
	if (principal.kind === "link") throw new Error("a link is no token");
	const { tokenId, expiresAt } = principal;
	const expiry = expiresAt === undefined ? {} : { expires_on: new Date(expiresAt).toISOString() };
	return { id: tokenId, status: "active", ...expiry };
}
