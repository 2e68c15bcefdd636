import type { SessionOptions } from "./session.ts";

/**
 * What a session may do on the machine that its browser runs on. It follows from who asks for the session and from the
 * settings; no request can ask for it.
 */
export interface Trust {
	/** Whether its pages and clients may reach the machine's files, the browser's own pages, control ports and metadata. */
	readonly localAccess: boolean;
	/** Whether its `cdp_url` may be unencrypted or private. */
	readonly privateEndpoint: boolean;
	/** The port that Berth was called at: never for its pages, nor for a `cdp_url`. */
	readonly berthPort: string;
}

/** What is known of sessions from before there was any trust: nothing speaks for them. */
export const NO_TRUST: Trust = { localAccess: false, privateEndpoint: false, berthPort: "" };

/** Whether a session is kept off the machine that its browser runs on. */
export const isFenced = ({ trust = NO_TRUST }: Pick<SessionOptions, "trust">): boolean => !trust.localAccess;
