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

/** A session's state: a colour, and the word for it. */
export const StateBadge = ({ state }: Pick<ShownSession, "state">) => (
	<span class={`badge ${state}`}>{WORDS[state]}</span>
);
