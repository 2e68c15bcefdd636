import type { SessionRecord } from "../domain/session.ts";

/** The column that holds each field of a session. */
const COLUMNS = {
	id: "id",
	account: "account_id",
	name: "name",
	state: "state",
	stage: "stage",
	revision: "revision",
	keepAliveMs: "keep_alive_ms",
	startTime: "start_time",
	lastUpdated: "last_updated",
	waitUntil: "wait_until",
	expiresAt: "expires_at",
	startupMs: "startup_ms",
	browserId: "browser_id",
	endTime: "end_time",
	closeReason: "close_reason",
	closeReasonText: "close_reason_text",
	connectionId: "connection_id",
	connectionStartTime: "connection_start_time",
	connectionEndTime: "connection_end_time",
	connections: "connections",
	bytesToClients: "bytes_to_clients",
	bytesToBrowser: "bytes_to_browser",
	catalogRetries: "catalog_retries",
	navigations: "navigations",
	currentUrl: "current_url",
	currentTitle: "current_title",
} as const satisfies Record<keyof SessionRecord, string>;

const FIELDS = Object.keys(COLUMNS) as (keyof SessionRecord)[];

/** What a statement selects that {@link sessionFrom} reads. */
export const SELECTED_SESSION = FIELDS.map((field) => `${COLUMNS[field]} AS ${field}`).join(", ");

const UPSERT = `
	INSERT INTO sessions (${Object.values(COLUMNS).join(", ")})
	SELECT ${FIELDS.map(() => "?").join(", ")}`;

/*
 * SQLite writes an index anew for each column that an update names, changed or not, and D1 charges for it. So columns
 * with an index are named only where they may have changed.
 */
const FIXED: ReadonlySet<keyof SessionRecord> = new Set(["id", "account", "name", "startTime"]);
/** Once a session has one of these it keeps it. */
const GAINED: ReadonlySet<keyof SessionRecord> = new Set(["browserId", "endTime", "closeReason"]);

const unlessLater = (session: SessionRecord): string => `
	ON CONFLICT (id) DO UPDATE SET ${FIELDS.filter(
		(field) => !FIXED.has(field) && !(GAINED.has(field) && session[field] === undefined),
	)
		.map((field) => `${COLUMNS[field]} = excluded.${COLUMNS[field]}`)
		.join(", ")}
	WHERE excluded.revision > sessions.revision`;

/**
 * The statement that writes a session's row, unless the catalog has a later revision already; with a `condition`, only
 * where that holds.
 */
export function savingSession(
	db: D1Database,
	session: SessionRecord,
	condition: { readonly sql: string; readonly values: readonly unknown[] } = { sql: "true", values: [] },
): D1PreparedStatement {
	return db
		.prepare(`${UPSERT} WHERE ${condition.sql} ${unlessLater(session)}`)
		.bind(...FIELDS.map((field) => session[field] ?? null), ...condition.values);
}

/** Writes a session's row, unless the catalog has a later revision already. Throws when D1 refuses. */
export async function saveSession(db: D1Database, session: SessionRecord): Promise<void> {
	await savingSession(db, session).run();
}

/** Removes a session's row. */
export async function forgetSession(db: D1Database, id: string): Promise<void> {
	await db.prepare("DELETE FROM sessions WHERE id = ?").bind(id).run();
}

/** Berth alone writes these rows, in this shape; what is null there is absent here. */
export const sessionFrom = (row: Record<string, unknown>): SessionRecord =>
	Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as unknown as SessionRecord;
