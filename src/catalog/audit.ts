import type { AuditAction, AuditEntry } from "../domain/audit.ts";

/** The column that holds each field of an entry. */
const COLUMNS = {
	time: "time",
	action: "action",
	method: "method",
	route: "route",
	status: "status",
	actor: "actor",
	tokenId: "token_id",
	tokenName: "token_name",
	account: "account_id",
	sessionId: "session_id",
	subject: "subject",
	address: "address",
	skipped: "skipped",
} as const satisfies Record<keyof AuditEntry, string>;

const FIELDS = Object.entries(COLUMNS);

const INSERT = `INSERT INTO audit (${FIELDS.map(([, column]) => column).join(", ")})
	SELECT ${FIELDS.map(([field]) => `json_extract(value, '$.${field}')`).join(", ")} FROM json_each(?)`;

/** Writes entries down, the oldest first; those that are more than `most` go, the oldest first. */
export async function saveAudit(db: D1Database, entries: readonly AuditEntry[], most: number): Promise<void> {
	await db.batch([
		db.prepare(INSERT).bind(JSON.stringify(entries)),
		db.prepare("DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - ?").bind(most),
	]);
}

export interface AuditFilter {
	readonly account?: string | undefined;
	readonly token?: string | undefined;
	readonly session?: string | undefined;
	readonly action?: AuditAction | undefined;
	/** Bounds of the time in epoch milliseconds: from the first, and before the second. */
	readonly from?: number | undefined;
	readonly to?: number | undefined;
}

export interface AuditPage {
	readonly entries: readonly AuditEntry[];
	/** The place where the next page begins, when there is more. */
	readonly next?: number;
}

/** A page of the entries that a filter lets through, newest first; `before` is the place that a page ended with. */
export async function pageOfAudit(
	db: D1Database,
	{ account, token, session, action, from, to }: AuditFilter,
	{ limit, before }: { readonly limit: number; readonly before: number | undefined },
): Promise<AuditPage> {
	const asked: [condition: string, value: string | number | undefined][] = [
		["account_id = ?", account],
		["token_id = ?", token],
		["session_id = ?", session],
		["action = ?", action],
		["time >= ?", from],
		["time < ?", to],
		["id < ?", before],
	];
	const terms = asked.filter(([, value]) => value !== undefined);
	const { results } = await db
		.prepare(
			`SELECT id, ${FIELDS.map(([field, column]) => `${column} AS ${field}`).join(", ")} FROM audit
			WHERE ${["true", ...terms.map(([condition]) => condition)].join(" AND ")} ORDER BY id DESC LIMIT ?`,
		)
		.bind(...terms.map(([, value]) => value), limit + 1)
		.all<AuditEntry & { readonly id: number }>();
	const last = results[limit - 1];
	return {
		entries: results.slice(0, limit).map(entryFrom),
		...(results.length > limit && last !== undefined && { next: last.id }),
	};
}

/** Berth alone writes these rows; what is null there is absent here. */
function entryFrom(row: AuditEntry & { readonly id: number }): AuditEntry {
	const present = Object.entries(row).filter(([name, value]) => name !== "id" && value !== null);
	return Object.fromEntries(present) as unknown as AuditEntry;
}

const AT_A_TIME = 1_000;

/**
 * Forgets up to a thousand entries from before a time; how many. Only the oldest are looked at, so that a run reads a
 * thousand rows however many there are.
 */
export async function forgetAudit(db: D1Database, before: number): Promise<number> {
	const { meta } = await db
		.prepare(
			`DELETE FROM audit WHERE id IN (
				SELECT id FROM (SELECT id, time FROM audit ORDER BY id LIMIT ${AT_A_TIME}) WHERE time < ?
			)`,
		)
		.bind(before)
		.run();
	return meta.changes;
}
