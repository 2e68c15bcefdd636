import type { CloseReason } from "../../domain/close-reason.ts";
import { isActive, type SessionOptions, type SessionRecord } from "../../domain/session.ts";

/** What can happen to a session. */
export type SessionEvent =
	| { readonly type: "queued" }
	| { readonly type: "granted" }
	| { readonly type: "acquiring" }
	| { readonly type: "acquired"; readonly browserId: string; readonly maxSessionMs: number }
	| { readonly type: "failed"; readonly text: string }
	| { readonly type: "used" }
	| { readonly type: "extended"; readonly keepAliveMs: number }
	| { readonly type: "end"; readonly reason: CloseReason; readonly text: string }
	| { readonly type: "browser_closed" }
	| { readonly type: "client_connected"; readonly connectionId: string }
	| { readonly type: "client_left"; readonly remaining: Connected | undefined };

interface Connected {
	readonly connectionId: string;
	/** Epoch milliseconds. */
	readonly connectedAt: number;
}

/** A session that has been asked for and waits for a place. */
export const newSession = (
	id: string,
	account: string,
	{ name, keepAliveMs, waitMs }: SessionOptions,
	now: number,
): SessionRecord => ({
	id,
	account,
	name,
	keepAliveMs,
	state: "waiting",
	stage: "provisioning",
	revision: 1,
	startTime: now,
	lastUpdated: now,
	waitUntil: now + waitMs,
	connections: 0,
	bytesToClients: 0,
	bytesToBrowser: 0,
	catalogRetries: 0,
	navigations: 0,
});

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
		case "queued":
			return isStarting(session) ? { state: "waiting", stage: "scaling" } : undefined;
		case "granted":
			return session.state === "waiting" ? { state: "creating", stage: "worker_found" } : undefined;
		case "acquiring":
			return session.state === "creating" ? { stage: "creating" } : undefined;
		case "acquired":
			// It came too late: who closes the session closes it too.
			if (session.state === "closing") return { browserId: event.browserId };
			if (session.state !== "creating") return undefined;
			return {
				state: "running",
				stage: "ready",
				browserId: event.browserId,
				startupMs: now - session.startTime,
				expiresAt: now + event.maxSessionMs,
			};
		case "failed":
			if (!isStarting(session)) return undefined;
			return {
				state: "failed",
				endTime: now,
				closeReason: "ProvisioningFailed",
				closeReasonText: event.text,
			};
		case "used":
			return session.state === "running" ? {} : undefined;
		case "extended":
			return session.state === "running" ? { keepAliveMs: event.keepAliveMs } : undefined;
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
		case "client_connected": {
			if (session.state !== "running") return undefined;
			const { connectionId } = event;
			return {
				...connected({ connectionId, connectedAt: now }),
				connections: session.connections + 1,
			};
		}
		case "client_left":
			if (session.state !== "running") return undefined;
			return event.remaining === undefined ? disconnected(now) : connected(event.remaining);
	}
}

const isStarting = ({ state }: SessionRecord): boolean => state === "waiting" || state === "creating";

const connected = ({ connectionId, connectedAt }: Connected) => ({
	connectionId,
	connectionStartTime: connectedAt,
	connectionEndTime: undefined,
});

const disconnected = (now: number) => ({ connectionId: undefined, connectionEndTime: now });
