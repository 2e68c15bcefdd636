import { Hono } from "hono";
import { storedProtocol } from "../../browser/stored-protocol.ts";
import type { BerthEnv } from "../context.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { valueOf } from "../problem-error.ts";

/** The root of the host is no browser: it names no socket. */
const VERSION = { Browser: "Berth", "Protocol-Version": "1.3" };

/**
 * What chrome-remote-interface and taiko ask for at the root of the host, whatever socket they are given. It is public: the
 * same protocol is among the pages.
 */
export const rootDiscovery = new Hono<BerthEnv>()
	.get("/protocol", async (c) => {
		const protocol = valueOf(await storedProtocol(c.env.PAGES));
		return c.body(protocol, 200, { "content-type": "application/json" });
	})
	.get("/version", (c) => c.json(VERSION))
	.all("/protocol", allowOnly("GET"))
	.all("/version", allowOnly("GET"));
