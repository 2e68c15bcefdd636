import { Hono } from "hono";
import { storedProtocol } from "../../browser/stored-protocol.ts";
import type { BerthEnv } from "../context.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { valueOf } from "../problem-error.ts";

/**
 * The DevTools protocol at the root of the host, where chrome-remote-interface and taiko ask for it whatever socket they
 * are given. It is public: the same file is among the pages.
 */
export const rootProtocol = new Hono<BerthEnv>()
	.get("/", async (c) => {
		const protocol = valueOf(await storedProtocol(c.env.PAGES));
		return c.body(protocol, 200, { "content-type": "application/json" });
	})
	.all(allowOnly("GET"));
