import type { Result } from "../domain/result.ts";
import type { BrowserOptions } from "../domain/session.ts";
import type { BrowserVersion, Target } from "../domain/target.ts";

/** Whether a browser can be had a socket to: yes, no longer, or not now. */
export type Connection =
	| { readonly kind: "open"; readonly socket: WebSocket }
	| { readonly kind: "gone" }
	| { readonly kind: "unreachable"; readonly detail: string };

/** Where a session's browser comes from. Every call is bounded in time and refuses rather than hang. */
export interface BrowserPort {
	/** Starts a browser. Refuses with `rate_limited`, `browser_time_exceeded` or `no_browser_available`. */
	acquire(options: BrowserOptions): Promise<Result<string>>;
	/** A CDP socket of the browser, or of one target; not accepted yet. */
	connect(browserId: string, targetId?: string): Promise<Connection>;
	/** `false` only when the upstream says that it has ended. */
	isAlive(browserId: string): Promise<boolean>;
	/**
	 * Ends the browser; `false` when the upstream didn't confirm it. Ending one that has ended is a success. Where its sockets
	 * are cut here, `heard` comes first: it resolves when those who use them have been told of what has been closed.
	 */
	close(browserId: string, heard?: () => Promise<unknown>): Promise<boolean>;
	/** Whether a tab is the session's to use unasked: not one that somebody else has opened in the same browser. */
	owns(browserId: string, targetId: string): boolean;
	version(browserId: string): Promise<Result<BrowserVersion>>;
	/** The DevTools protocol's description, as JSON text. */
	protocol(browserId: string): Promise<Result<string>>;
	targets(browserId: string): Promise<Result<Target[]>>;
	activate(browserId: string, targetId: string): Promise<Result<void>>;
	closeTarget(browserId: string, targetId: string): Promise<Result<void>>;
}
