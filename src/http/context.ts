import type { Config } from "../domain/config.ts";
import type { Principal } from "../domain/principal.ts";
import type { SignedLink } from "../links/claims.ts";

/** What every handler finds in its context. */
export interface BerthEnv {
	Bindings: Env;
	Variables: {
		config: Config;
		/** Berth's own origin, `http(s)://HOST`, for the URLs that it gives out. */
		origin: string;
		principal: Principal;
		/** The account that the request is about; the principal may act in it. */
		account: string;
		/** The session that the request has looked up last. */
		found?: { readonly id: string; readonly linkGeneration: number };
		/** The link that the request was made with, once it has been found to be good. */
		link?: SignedLink;
	};
}
