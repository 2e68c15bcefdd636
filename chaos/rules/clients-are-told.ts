import type { Disturbances } from "../disturbances.ts";
import type { Journal } from "../journal.ts";
import type { Ledger } from "../ledger.ts";
import type { SessionRow } from "../snapshot.ts";

/** The reason is saved, the catalog has two seconds to take it, and then the sockets are closed. */
const TOLD_WITHIN_MS = 10_000;
/** RFC 6455: a connection that ended without a close frame. */
const NO_CLOSE_FRAME = 1006;

/** Whether every client that stayed was told of its session's end, by a close frame with the reason. */
export function checkClientsAreTold(
	{ sockets }: Ledger,
	sessions: ReadonlyMap<string, SessionRow>,
	disturbances: Disturbances,
	journal: Journal,
): void {
	for (const socket of sockets) {
		const { sessionId, openedAt, closedAt, code, reason, isLeft } = socket;
		const row = sessions.get(sessionId);
		const endTime = row?.end_time ?? Date.now();
		if (isLeft || disturbances.overlap(["outage"], openedAt, (closedAt ?? endTime) + TOLD_WITHIN_MS))
			continue;
		const fields = { openedAt, closedAt, code, reason, row };
		if (closedAt === undefined) {
			if (row?.end_time != null && Date.now() > row.end_time + TOLD_WITHIN_MS)
				journal.violation("a client was not told that its session has ended", sessionId, fields);
		} else if (code === NO_CLOSE_FRAME) {
			journal.violation("a connection ended without a close frame", sessionId, fields);
		} else if (row?.end_time != null && closedAt >= row.end_time) {
			if (closedAt > row.end_time + TOLD_WITHIN_MS)
				journal.violation("a client was told late that its session has ended", sessionId, fields);
			if (row.close_reason !== null && !reason.startsWith(row.close_reason))
				journal.violation("a client was told another reason", sessionId, fields);
		}
	}
}
