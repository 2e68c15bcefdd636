import type { SessionState } from "../../../domain/session.ts";
import type { ShownSession } from "../api/sessions.ts";

const WORDS: Readonly<Record<SessionState, string>> = {
	waiting: "Waiting",
	creating: "Starting",
	running: "Running",
	closing: "Closing",
	closed: "Ended",
	failed: "Failed",
};

/** A session's state: a colour, and the word for it. */
export const StateBadge = ({ state }: Pick<ShownSession, "state">) => (
	<span class={`badge ${state}`}>{WORDS[state]}</span>
);
