import { ENDPOINT_BROWSER } from "../../domain/browser-id.ts";
import { isActive, type SessionRecord } from "../../domain/session.ts";
import { sessionSocketUrl } from "../../links/urls.ts";
import type { SessionDescription } from "../../session/description.ts";
import type { SessionDetail, ShownSession } from "./schemas.ts";

/** A session's state in Browsr's words: how far it has come, then whether it is still there. */
function presentStatus({ state, stage }: SessionRecord): string {
	return isActive(state) ? stage : state;
}

const isoTime = (time: number): string => new Date(time).toISOString();

export const presentSession = (session: SessionRecord, currentUrl: string | undefined): ShownSession => ({
	session_id: session.id,
	name: session.name ?? null,
	status: presentStatus(session),
	current_url: currentUrl ?? null,
	created_at: isoTime(session.startTime),
});

/** The same with all that is known of it; JSON leaves out what does not apply. */
export function presentDetail(
	origin: string,
	{ record, idleDeadline, profile }: SessionDescription,
	currentUrl: string | undefined,
): SessionDetail {
	const { id, account, state, expiresAt, endTime } = record;
	return {
		...presentSession(record, currentUrl),
		stage: record.stage,
		idle_deadline: idleDeadline === undefined ? undefined : isoTime(idleDeadline),
		expires_at: expiresAt === undefined ? undefined : isoTime(expiresAt),
		ended_at: endTime === undefined ? undefined : isoTime(endTime),
		close_reason: record.closeReason,
		close_reason_text: record.closeReasonText,
		browser: record.browserId === ENDPOINT_BROWSER ? "endpoint" : undefined,
		websocket_url: isActive(state) ? sessionSocketUrl(origin, account, id) : undefined,
		profile: profile && {
			profile_id: profile.id,
			refused_cookies: profile.refused.cookies,
			refused_records: profile.refused.records,
			update: profile.update,
		},
	};
}
