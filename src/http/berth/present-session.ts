import { describeLimit } from "../../domain/limits.ts";
import { isActive, type SessionRecord } from "../../domain/session.ts";
import { sessionSocketUrl } from "../../links/urls.ts";
import type { SessionDescription } from "../../session/description.ts";
import type { LiveSession, NativeSession } from "./session-schemas.ts";

/** A session in Berth's own words; JSON leaves out what does not apply. `origin` is Berth's own. */
export function presentSession(origin: string, session: SessionRecord): NativeSession {
	const { id, account, state } = session;
	const isStarting = state === "waiting" || state === "creating";
	return {
		id,
		account,
		name: session.name,
		state,
		stage: session.stage,
		startTime: session.startTime,
		lastUpdated: session.lastUpdated,
		endTime: session.endTime,
		closeReason: session.closeReason,
		closeReasonText: session.closeReasonText,
		keepAliveMs: session.keepAliveMs,
		waitUntil: isStarting ? session.waitUntil : undefined,
		expiresAt: session.expiresAt,
		startupMs: session.startupMs,
		currentUrl: session.currentUrl,
		currentTitle: session.currentTitle,
		connectionId: session.connectionId,
		connectionStartTime: session.connectionStartTime,
		connectionEndTime: session.connectionEndTime,
		connections: session.connections,
		bytesToClients: session.bytesToClients,
		bytesToBrowser: session.bytesToBrowser,
		catalogRetries: session.catalogRetries,
		webSocketDebuggerUrl: isActive(state) ? sessionSocketUrl(origin, account, id) : undefined,
	};
}

/** The same with what only the session's object knows. */
export const presentDescription = (
	origin: string,
	{ record, clients, counts, idleDeadline, waitingFor, profile, isRecorded, guardrails }: SessionDescription,
): LiveSession => ({
	...presentSession(origin, record),
	...counts,
	clients,
	idleDeadline,
	waitingFor: waitingFor && { ...waitingFor, message: describeLimit(waitingFor) },
	profile: profile && {
		id: profile.id,
		refusedCookies: profile.refused.cookies,
		refusedRecords: profile.refused.records,
		update: profile.update,
	},
	recording: isRecorded,
	guardrails: guardrails && {
		allowedDomains: guardrails.allowedDomains && [...guardrails.allowedDomains],
		allowedDomainSets: guardrails.allowedDomainSets && [...guardrails.allowedDomainSets],
		hosts: [...guardrails.hosts],
	},
});
