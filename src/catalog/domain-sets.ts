/** Hosts under a name, for sessions' guardrails. */
export interface DomainSetRecord {
	readonly name: string;
	/** Patterns as `readHostPattern` gives them. */
	readonly domains: readonly string[];
	/** Epoch milliseconds. */
	readonly updatedAt: number;
}

interface Row {
	readonly name: string;
	readonly domains: string;
	readonly updatedAt: number;
}

const COLUMNS = "name, domains, updated_at AS updatedAt";

/** All of them, by name; there may be so many only. */
export async function listDomainSets(db: D1Database): Promise<DomainSetRecord[]> {
	const { results } = await db.prepare(`SELECT ${COLUMNS} FROM domain_sets ORDER BY name`).all<Row>();
	return results.map(recordFrom);
}

/** Those of these names that there are. */
export async function findDomainSets(db: D1Database, names: readonly string[]): Promise<DomainSetRecord[]> {
	const { results } = await db
		.prepare(`SELECT ${COLUMNS} FROM domain_sets WHERE name IN (SELECT value FROM json_each(?))`)
		.bind(JSON.stringify(names))
		.all<Row>();
	return results.map(recordFrom);
}

/** Makes a set, or puts it in the place of the one of its name; `false` when it would be one more than `most`. */
export async function saveDomainSet(
	db: D1Database,
	{ name, domains, updatedAt }: DomainSetRecord,
	most: number,
): Promise<boolean> {
	const { meta } = await db
		.prepare(
			`INSERT INTO domain_sets (name, domains, updated_at) SELECT ?1, ?2, ?3
			WHERE (SELECT count(*) FROM domain_sets WHERE name <> ?1) < ?4
			ON CONFLICT (name) DO UPDATE SET domains = excluded.domains, updated_at = excluded.updated_at`,
		)
		.bind(name, JSON.stringify(domains), updatedAt, most)
		.run();
	return meta.changes > 0;
}

/** `false` when there is none of this name. */
export async function deleteDomainSet(db: D1Database, name: string): Promise<boolean> {
	const { meta } = await db.prepare("DELETE FROM domain_sets WHERE name = ?").bind(name).run();
	return meta.changes > 0;
}

const recordFrom = ({ name, domains, updatedAt }: Row): DomainSetRecord => ({
	name,
	domains: JSON.parse(domains) as string[],
	updatedAt,
});
