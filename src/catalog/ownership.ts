/** What is looked up of a session before it is called. */
export interface Ownership {
	readonly account: string;
	/** How often its links have been revoked: only links of this very generation are good. */
	readonly linkGeneration: number;
}

const OWNERSHIP = "account_id AS account, link_generation AS linkGeneration";

/** `undefined` when there is no such session. */
export async function ownershipOf(db: D1Database, id: string): Promise<Ownership | undefined> {
	const row = await db.prepare(`SELECT ${OWNERSHIP} FROM sessions WHERE id = ?`).bind(id).first<Ownership>();
	return row ?? undefined;
}

/** The same for a link, with whether the token that it was made with may still be used; the admin has none. */
export async function linkedSession(
	db: D1Database,
	id: string,
	tokenId: string | undefined,
	now: number,
): Promise<(Ownership & { readonly isTokenGood: boolean }) | undefined> {
	const row = await db
		.prepare(
			`SELECT ${OWNERSHIP}, ?2 IS NULL OR EXISTS (
				SELECT 1 FROM tokens WHERE id = ?2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?3)
			) AS isTokenGood FROM sessions WHERE id = ?1`,
		)
		.bind(id, tokenId ?? null, now)
		.first<Ownership & { readonly isTokenGood: number }>();
	return row === null ? undefined : { ...row, isTokenGood: row.isTokenGood === 1 };
}

/** Revokes all links of a session; gives their generation from now on, `undefined` when there is no such session. */
export async function revokeLinks(db: D1Database, id: string): Promise<number | undefined> {
	const row = await db
		.prepare(
			"UPDATE sessions SET link_generation = link_generation + 1 WHERE id = ? RETURNING link_generation",
		)
		.bind(id)
		.first<{ link_generation: number }>();
	return row?.link_generation;
}
