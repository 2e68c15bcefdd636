import type { Context } from "hono";
import { admissionOf } from "../domain/principal.ts";
import type { LinkSource } from "../links/claims.ts";
import type { BerthEnv } from "./context.ts";

/** What links in this request's answer are made with. A session that was not looked up is new: none of its links were revoked. */
export function linkSource(c: Context<BerthEnv>, sessionId: string): LinkSource {
	const { origin, config, principal, found } = c.var;
	return {
		origin,
		secret: config.signingSecret,
		sessionId,
		admission: admissionOf(principal),
		generation: found?.id === sessionId ? found.linkGeneration : 0,
	};
}
