import type { Config } from "../domain/config.ts";
import type { Principal } from "../domain/principal.ts";

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
	};
}
