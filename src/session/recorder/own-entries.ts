import type { NewEntry } from "../../domain/entry.ts";
import type { SessionRecord } from "../../domain/session.ts";
import type { Client } from "../relay/client.ts";

/** The entry for a change of the session; `undefined` when nothing changed that a person would ask about. */
export function sessionEntry(before: SessionRecord, after: SessionRecord): NewEntry | undefined {
	if (before.state === after.state && before.stage === after.stage) return undefined;
	const { state, stage, closeReason, closeReasonText } = after;
	const why = closeReason !== undefined && before.closeReason === undefined;
	return {
		time: Date.now(),
		kind: "session",
		level: state === "failed" || (why && closeReason !== "NormalClosure") ? "warning" : "info",
		text: why
			? `${state}: ${closeReason}: ${closeReasonText ?? ""}`
			: stage === "ready"
				? state
				: `${state} (${stage})`,
		detail: { state, stage, ...(why && { closeReason }) },
	};
}

/** The entry for a client that came or went. */
export function clientEntry(
	{ connectionId, mode, targetId }: Client,
	event: "connected" | "disconnected",
): NewEntry {
	return {
		time: Date.now(),
		kind: "client",
		level: "info",
		text: `${mode === "full" ? "client" : "read-only client"} ${event}`,
		targetId,
		detail: { event, connectionId, mode },
	};
}
