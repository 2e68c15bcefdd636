import type { Config } from "../domain/config.ts";
import type { Principal } from "../domain/principal.ts";
import type { CalledEnv } from "./caller.ts";
import type { SignedLink } from "../links/claims.ts";

/** What every handler finds in its context. */
export interface BerthEnv {
	Bindings: Env & CalledEnv;
	Variables: {
		config: Config;
		/** Berth's own origin, `http(s)://HOST`, for the URLs that it gives out. */
		origin: string;
		principal: Principal;
		/** The account that the request is about; the principal may act in it. */
		account: string;
		/** The session that the request has looked up or started. */
		found?: { readonly id: string; readonly account: string; readonly linkGeneration: number };
		/** The link that the request was made with; Berth has signed it. */
		link?: SignedLink;
		/** Whether the request has started a session. */
		hasStarted?: boolean;
		/** Whether it was refused for the wrong tokens before it. */
		isSlowedDown?: boolean;
		/** What it is about, where its path does not say so; for the audit log. */
		subject?: string;
	};
}
