import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { admissionOf } from "../../domain/principal.ts";
import { accountOfToken, authenticate } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";

const holder = z
	.object({
		isAdmin: z.boolean(),
		account: z
			.string()
			.openapi({ description: "The token's; where the admin acts unless it says otherwise" }),
		right: z.enum(["read", "write"]),
		expiresAt: z.number().optional().openapi({ description: "Epoch milliseconds" }),
	})
	.openapi("TokenHolder");

const look = createRoute({
	method: "get",
	path: "/whoami",
	summary: "Whose the token is, and what it may do",
	middleware: [authenticate, accountOfToken] as const,
	responses: { 200: json(holder, "What the token is good for") },
});

/** Tells who is asking. */
export const whoami = new OpenAPIHono<BerthEnv>();

whoami.openapi(look, (c) => {
	const { principal, account } = c.var;
	if (principal.kind === "admin") return c.json({ isAdmin: true, account, right: "write" as const }, 200);
	const { right } = principal;
	const { expiresAt } = admissionOf(principal);
	return c.json({ isAdmin: false, account, right, expiresAt }, 200);
});

whoami.all("/whoami", authenticate, allowOnly("GET"));
