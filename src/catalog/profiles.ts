import type { ProfileRecord } from "../domain/profile.ts";

/** A profile as its rows hold it: what nobody may read is sealed. */
export interface SealedProfile {
	readonly record: ProfileRecord;
	readonly summary: string;
	readonly pieces: readonly string[];
}

/** A profile with its sealed summary. */
export type FoundProfile = Pick<SealedProfile, "record" | "summary">;

type Row = Omit<ProfileRecord, "name"> & { readonly name: string | null };

const COLUMNS = `id, account_id AS account, name, size_bytes AS sizeBytes, created_at AS createdAt,
	updated_at AS updatedAt`;

/** An account's profiles, the one saved last first: all of them, for it may have so many only. */
export async function listProfiles(db: D1Database, account: string): Promise<ProfileRecord[]> {
	const { results } = await db
		.prepare(`SELECT ${COLUMNS} FROM profiles WHERE account_id = ? ORDER BY updated_at DESC, id`)
		.bind(account)
		.all<Row>();
	return results.map(recordFrom);
}

/** A profile of an account's. */
export async function findProfile(
	db: D1Database,
	account: string,
	id: string,
): Promise<FoundProfile | undefined> {
	const row = await db
		.prepare(`SELECT ${COLUMNS}, summary FROM profiles WHERE id = ? AND account_id = ?`)
		.bind(id, account)
		.first<Row & { readonly summary: string }>();
	if (row === null) return undefined;
	const { summary, ...record } = row;
	return { record: recordFrom(record), summary };
}

/** The sealed contents of a profile of an account's; none when there is no such profile. */
export async function readPieces(db: D1Database, account: string, id: string): Promise<string[]> {
	const { results } = await db
		.prepare(
			`SELECT data FROM profile_parts JOIN profiles ON profiles.id = profile_id
			WHERE profile_id = ? AND account_id = ? ORDER BY number`,
		)
		.bind(id, account)
		.all<{ data: string }>();
	return results.map(({ data }) => data);
}

/** Adds a profile; `false` when its account has `most` already. */
export async function addProfile(db: D1Database, profile: SealedProfile, most: number): Promise<boolean> {
	const { id, account, name, sizeBytes, createdAt, updatedAt } = profile.record;
	const [added] = await db.batch([
		db
			.prepare(
				`INSERT INTO profiles (id, account_id, name, size_bytes, created_at, updated_at, summary)
				SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
				WHERE (SELECT count(*) FROM profiles WHERE account_id = ?2) < ?8`,
			)
			.bind(id, account, name ?? null, sizeBytes, createdAt, updatedAt, profile.summary, most),
		...writingPieces(db, profile),
	]);
	return (added?.meta.changes ?? 0) > 0;
}

/** Puts a profile in another's place, as a whole; `false` when that is there no more. Without a name it keeps its own. */
export async function replaceProfile(db: D1Database, profile: SealedProfile): Promise<boolean> {
	const { id, account, name, sizeBytes, updatedAt } = profile.record;
	const [replaced] = await db.batch([
		db
			.prepare(
				`UPDATE profiles SET name = coalesce(?, name), size_bytes = ?, updated_at = ?, summary = ?
				WHERE id = ? AND account_id = ?`,
			)
			.bind(name ?? null, sizeBytes, updatedAt, profile.summary, id, account),
		...writingPieces(db, profile),
	]);
	return (replaced?.meta.changes ?? 0) > 0;
}

/** Deletes a profile and all that is in it; `false` when the account has none with this id. */
export async function deleteProfile(db: D1Database, account: string, id: string): Promise<boolean> {
	const [, deleted] = await db.batch([
		db
			.prepare(
				"DELETE FROM profile_parts WHERE profile_id IN (SELECT id FROM profiles WHERE id = ? AND account_id = ?)",
			)
			.bind(id, account),
		db.prepare("DELETE FROM profiles WHERE id = ? AND account_id = ?").bind(id, account),
	]);
	return (deleted?.meta.changes ?? 0) > 0;
}

/** Nothing is written for a profile that has no row of the account's. */
const writingPieces = (db: D1Database, { record, pieces }: SealedProfile): D1PreparedStatement[] => [
	db
		.prepare(
			"DELETE FROM profile_parts WHERE profile_id IN (SELECT id FROM profiles WHERE id = ? AND account_id = ?)",
		)
		.bind(record.id, record.account),
	...pieces.map((data, number) =>
		db
			.prepare(
				`INSERT INTO profile_parts (profile_id, number, data)
				SELECT id, ?, ? FROM profiles WHERE id = ? AND account_id = ?`,
			)
			.bind(number, data, record.id, record.account),
	),
];

const recordFrom = ({ name, ...row }: Row): ProfileRecord => (name === null ? row : { ...row, name });
