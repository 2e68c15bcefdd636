import type { Context } from "hono";
import { problem } from "../domain/problem.ts";
import { isUpgrade } from "../lib/sockets.ts";
import type { BerthEnv } from "./context.ts";
import { ProblemError } from "./problem-error.ts";

/** Refuses a plain GET of a socket, such as the SDK's `connect` sends, before anything is done for it. */
export function requireUpgrade(c: Context<BerthEnv>): void {
	if (isUpgrade(c.req.raw)) return;
	const message = "This is a WebSocket endpoint: send Upgrade: websocket.";
	throw new ProblemError(problem("upgrade_required", message));
}
