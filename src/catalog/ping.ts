/** Asks the catalog for an answer, whatever tables it has. Throws when there is none. */
export async function pingCatalog(db: D1Database): Promise<void> {
	await db.prepare("SELECT 1").first();
}
