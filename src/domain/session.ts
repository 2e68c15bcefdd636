import type { CloseReason } from "./close-reason.ts";
import type { RecordOptions } from "./entry.ts";
import type { Guardrails, ResolvedGuardrails } from "./guardrails.ts";
import type { Trust } from "./trust.ts";

export type SessionState = "waiting" | "creating" | "running" | "closing" | "closed" | "failed";

/**
 * How far a session that is not running yet has come: accepted; waiting because there is no capacity; given a place;
 * getting its browser. `ready` from then on.
 */
export type SessionStage = "provisioning" | "scaling" | "worker_found" | "creating" | "ready";

/** What a session has used so far. */
export interface SessionUsage {
	/** Clients that have connected. */
	readonly connections: number;
	/** Bytes of CDP that the relay has passed on; the length of text counts in UTF-16 units. */
	readonly bytesToClients: number;
	readonly bytesToBrowser: number;
	/** Writes to the catalog that had to be tried again. */
	readonly catalogRetries: number;
}

/** Where a session's pages went, as far as that is written down. */
export interface Whereabouts {
	/** Pages that were gone to, in all tabs together. */
	readonly navigations: number;
	/** The last of them, without what looks like a credential. */
	readonly currentUrl?: string;
	readonly currentTitle?: string;
}

/** The part of a session that its users may look at; the catalog holds the same. Times are epoch milliseconds. */
export interface SessionRecord extends SessionUsage, Whereabouts {
	readonly id: string;
	readonly account: string;
	/** What its owner calls it. */
	readonly name?: string | undefined;
	readonly state: SessionState;
	readonly stage: SessionStage;
	/** Grows by one with each change, so that writes to the catalog may arrive in any order. */
	readonly revision: number;
	/** Inactivity window, in milliseconds. */
	readonly keepAliveMs: number;
	readonly startTime: number;
	readonly lastUpdated: number;
	/** Until when it may wait for a place. */
	readonly waitUntil: number;
	/** When it ends whatever happens; absent until it runs. */
	readonly expiresAt?: number;
	/** From its start until its browser could be connected to, in milliseconds. */
	readonly startupMs?: number;
	/** The browser behind the session; absent until one is acquired. */
	readonly browserId?: string;
	readonly endTime?: number;
	readonly closeReason?: CloseReason;
	/** A sentence that says what happened and which setting decided it. */
	readonly closeReasonText?: string;
	/** The latest connected client; absent while none is. */
	readonly connectionId?: string | undefined;
	readonly connectionStartTime?: number | undefined;
	/** When the last client left; absent while one is connected. */
	readonly connectionEndTime?: number | undefined;
}

/** What a browser is acquired with. */
export interface BrowserOptions {
	readonly lab?: boolean | undefined;
	/** The hosts that it may reach; absent for all. */
	readonly guardrails?: ResolvedGuardrails | undefined;
	/** Where the browser to use is, if it is not to be a new one: a `cdp_url`, sealed. */
	readonly endpoint?: Uint8Array<ArrayBuffer> | undefined;
}

/** How a session's browser presents itself to sites. */
export interface IdentityOptions {
	readonly userAgent?: string | undefined;
	/** Whether it hides the marks of automation and of having no window. */
	readonly hidesAutomation: boolean;
}

export interface Viewport {
	readonly width: number;
	readonly height: number;
}

/** What a create asks for. */
export interface SessionOptions extends BrowserOptions {
	readonly keepAliveMs: number;
	/** How long it may wait for a place, in milliseconds; 0 for not at all. */
	readonly waitMs: number;
	/** Whether it is refused at once where its own account's limits on sessions and on browser time are reached. */
	readonly waitsForOthersOnly?: boolean | undefined;
	readonly name?: string | undefined;
	/** The page that is loaded before the session is ready. */
	readonly startUrl?: string | undefined;
	/** What is written down of what happens; absent for what is usual here. */
	readonly record?: RecordOptions | undefined;
	/** Whether what the pages show is recorded; absent for what is usual here. */
	readonly recording?: boolean | undefined;
	/** Whether what the browser downloads is kept. */
	readonly savesDownloads?: boolean | undefined;
	/** Absent for the browser's own. */
	readonly identity?: IdentityOptions | undefined;
	/** The size of every tab, in CSS pixels; absent for the browser's own. */
	readonly viewport?: Viewport | undefined;
	/** The profile that the browser has before anything is loaded. */
	readonly profileId?: string | undefined;
	/** Whether that profile is saved anew when the session ends. */
	readonly savesProfile?: boolean | undefined;
	/** Absent for none at all. */
	readonly trust?: Trust | undefined;
}

/** Whether its downloads are kept. In a browser that somebody else runs, not all of them are the session's. */
export const keepsDownloads = ({ savesDownloads, endpoint }: SessionOptions): boolean =>
	savesDownloads === true && endpoint === undefined;

/** What became of the profile that a session was asked for with. */
export interface ProfileNote {
	readonly id: string;
	/** The origins whose storage came with it. */
	readonly origins: readonly string[];
	/** What the browser did not take of it. */
	readonly refused: { readonly cookies: number; readonly records: number };
	/** Once the session has ended: `saved`, or why it was not. */
	readonly update?: string;
}

/** The same as it is asked for, what its guardrails name looked up. */
export interface SessionOrder extends Omit<SessionOptions, "endpoint"> {
	/**
	 * A DevTools endpoint whose browser the session is to use. The address may hold a key, so it goes no further than the
	 * session's object.
	 */
	readonly cdpUrl?: string | undefined;
}

/** The same before that, as a client asks for it. */
export interface SessionRequest extends Omit<SessionOrder, "guardrails" | "trust"> {
	readonly guardrails?: Guardrails | undefined;
}
/** A request can't be held open for longer than this. */
export const MAX_WAIT_MS = 600_000;
export const MAX_NAME_LENGTH = 100;

const ACTIVE_STATES: ReadonlySet<SessionState> = new Set(["waiting", "creating", "running"]);

/** Whether a session may still be used: not ending and not ended. */
export const isActive = (state: SessionState): boolean => ACTIVE_STATES.has(state);
