import type { TokenRecord } from "../domain/token.ts";

const COLUMNS = `id, account_id AS account, access AS "right", name, email, created_at AS createdAt,
	expires_at AS expiresAt, revoked_at AS revokedAt`;

/** Stores a new token under its SHA-256 digest. */
export async function saveToken(db: D1Database, token: TokenRecord, digest: string): Promise<void> {
	await db
		.prepare(
			`INSERT INTO tokens (id, account_id, digest, access, name, email, created_at, expires_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		)
		.bind(
			token.id,
			token.account,
			digest,
			token.right,
			token.name,
			token.email,
			token.createdAt,
			token.expiresAt,
		)
		.run();
}

/** The token with this digest, if it may still be used. */
export async function findUsableToken(
	db: D1Database,
	digest: string,
	now: number,
): Promise<TokenRecord | null> {
	return db
		.prepare(
			`SELECT ${COLUMNS} FROM tokens
			WHERE digest = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)`,
		)
		.bind(digest, now)
		.first<TokenRecord>();
}

/** Which of these tokens, by their ids, may still be used. */
export async function usableTokens(
	db: D1Database,
	ids: readonly string[],
	now: number,
): Promise<ReadonlySet<string>> {
	const { results } = await db
		.prepare(
			`SELECT id FROM tokens WHERE id IN (SELECT value FROM json_each(?))
			AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)`,
		)
		.bind(JSON.stringify(ids), now)
		.all<{ id: string }>();
	return new Set(results.map(({ id }) => id));
}

/** Every token, or those of one account, newest first; revoked and expired ones included. */
export async function listTokens(db: D1Database, account?: string): Promise<TokenRecord[]> {
	const query =
		account === undefined
			? db.prepare(`SELECT ${COLUMNS} FROM tokens ORDER BY created_at DESC, id`)
			: db
					.prepare(`SELECT ${COLUMNS} FROM tokens WHERE account_id = ? ORDER BY created_at DESC, id`)
					.bind(account);
	const { results } = await query.all<TokenRecord>();
	return results;
}

/**
 * Revokes a token from now on, and gives its account; `undefined` when there is none with this id. Revoking twice changes
 * nothing.
 */
export async function revokeToken(db: D1Database, id: string, now: number): Promise<string | undefined> {
	const row = await db
		.prepare("UPDATE tokens SET revoked_at = coalesce(revoked_at, ?) WHERE id = ? RETURNING account_id")
		.bind(now, id)
		.first<{ account_id: string }>();
	return row?.account_id;
}
