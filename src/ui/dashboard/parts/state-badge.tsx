import type { SessionStage, SessionState } from "../../../domain/session.ts";
import type { ShownSession } from "../api/sessions.ts";

const WORDS: Readonly<Record<SessionState, string>> = {
	waiting: "Waiting",
	creating: "Starting",
	running: "Running",
	closing: "Closing",
	closed: "Ended",
	failed: "Failed",
};

/** How far a session has come that does not run yet. */
export const STAGES: Readonly<Record<SessionStage, string>> = {
	provisioning: "Being accepted",
	scaling: "Waiting for a place",
	worker_found: "It has a place",
	creating: "Its browser starts",
	ready: "",
};

/** Ends that nobody asked for, and no limit. */
const FAILURES: Readonly<Record<string, string>> = {
	ChromiumCrashed: "Crashed",
	ConnectionError: "Lost",
	SessionEvicted: "Evicted",
};

/** A session's state, or how it ended: a colour, and the word for it. */
export function StateBadge({ session }: { readonly session: Pick<ShownSession, "state" | "closeReason"> }) {
	const { state, closeReason } = session;
	const failure = state === "closed" ? FAILURES[closeReason ?? ""] : undefined;
	return <span class={`badge ${failure === undefined ? state : "failed"}`}>{failure ?? WORDS[state]}</span>;
}
