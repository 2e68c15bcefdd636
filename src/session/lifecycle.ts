import type { CloseReason } from "../domain/close-reason.ts";
import { isActive, type SessionRecord } from "../domain/session.ts";

/** What can happen to a session. */
export type SessionEvent =
	| { readonly type: "acquired"; readonly browserId: string }
	| { readonly type: "failed"; readonly text: string }
	| { readonly type: "end"; readonly reason: CloseReason; readonly text: string }
	| { readonly type: "browser_closed" }
	| { readonly type: "client_connected"; readonly connectionId: string }
	| { readonly type: "client_left"; readonly remaining: Connected | undefined };

interface Connected {
	readonly connectionId: string;
	/** Epoch milliseconds. */
	readonly connectedAt: number;
}

/** A session that has been asked for and waits for its browser. */
export const newSession = (
	asked: Pick<SessionRecord, "id" | "account" | "keepAliveMs">,
	now: number,
): SessionRecord => ({ ...asked, state: "creating", revision: 1, startTime: now, lastUpdated: now });

/**
 * The session after an event, or `undefined` when the event means nothing in its state: the second of two ends,
 * a browser that arrives for a session which was closed meanwhile.
 */
export function advance(session: SessionRecord, event: SessionEvent, now: number): SessionRecord | undefined {
	const change = changeFor(session, event, now);
	return change && { ...session, ...change, revision: session.revision + 1, lastUpdated: now };
}

type Change = Partial<SessionRecord>;

function changeFor(session: SessionRecord, event: SessionEvent, now: number): Change | undefined {
	switch (event.type) {
		case "acquired":
			return session.state === "creating" ? { state: "running", browserId: event.browserId } : undefined;
		case "failed":
			if (session.state !== "creating") return undefined;
			return {
				state: "failed",
				endTime: now,
				closeReason: "ProvisioningFailed",
				closeReasonText: event.text,
			};
		case "end":
			if (!isActive(session.state)) return undefined;
			return {
				...(session.connectionId !== undefined && disconnected(now)),
				state: "closing",
				endTime: now,
				closeReason: event.reason,
				closeReasonText: event.text,
			};
		case "browser_closed":
			return session.state === "closing" ? { state: "closed" } : undefined;
		case "client_connected":
			if (session.state !== "running") return undefined;
			return connected({ connectionId: event.connectionId, connectedAt: now });
		case "client_left":
			if (session.state !== "running") return undefined;
			return event.remaining === undefined ? disconnected(now) : connected(event.remaining);
	}
}

const connected = ({ connectionId, connectedAt }: Connected) => ({
	connectionId,
	connectionStartTime: connectedAt,
	connectionEndTime: undefined,
});

const disconnected = (now: number) => ({ connectionId: undefined, connectionEndTime: now });
