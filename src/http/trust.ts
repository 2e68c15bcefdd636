import type { Context } from "hono";
import { isLocalPage, localPageRefused } from "../domain/local-page.ts";
import { portOf } from "../domain/machine-address.ts";
import type { SessionRequest } from "../domain/session.ts";
import type { Trust } from "../domain/trust.ts";
import type { BerthEnv } from "./context.ts";
import { ProblemError } from "./problem-error.ts";

/** What a session that this request starts may do on the browser's machine. */
export function trustOf(c: Context<BerthEnv>): Trust {
	const { principal, config } = c.var;
	const isAdmin = principal.kind === "admin";
	return {
		localAccess: isAdmin || config.allowsLocalPages,
		privateEndpoint: config.privateCdp === "true" || (config.privateCdp === "admin" && isAdmin),
		berthPort: portOf(new URL(c.req.url)),
	};
}

/** Refuses a session that is to begin with a page of the browser's machine, unless it is trusted. */
export function checkStartUrl({ startUrl }: SessionRequest, { localAccess }: Trust): void {
	if (startUrl !== undefined && !localAccess && isLocalPage(startUrl))
		throw new ProblemError(localPageRefused);
}
