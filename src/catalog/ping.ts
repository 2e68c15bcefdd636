/** Asks the catalog for an answer, whatever tables it has. Throws when there is none. */
export async function pingCatalog(db: D1Database): Promise<void> {
	await db.prepare("SELECT 1").first();
}

/** What the D1 of wrangler's local runtime says of itself (miniflare, wrangler 4.155); the hosted one names a version of its own. */
const LOCAL_SERVER = "miniflare.db";

/** Whether this is wrangler's local runtime. The catalog says so itself: no setting can say otherwise. Throws when it does not answer. */
export async function isLocalCatalog(db: D1Database): Promise<boolean> {
	const { meta } = await db.prepare("SELECT 1").all();
	return meta["served_by"] === LOCAL_SERVER;
}
