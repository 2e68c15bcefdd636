import { ensureMigrated } from "../catalog/migrate.ts";
import { problem } from "../domain/problem.ts";
import { describeFault, log } from "../lib/log.ts";
import { ProblemError } from "./problem-error.ts";

/** Asks the catalog, with its tables in place; a catalog that refuses is a 503 of the dialect, never a fault. */
export async function readCatalog<T>(db: D1Database, ask: () => Promise<T>): Promise<T> {
	try {
		await ensureMigrated(db);
		return await ask();
	} catch (fault) {
		log("error", "catalog.unavailable", { fault: describeFault(fault) });
		throw new ProblemError(
			problem("catalog_unavailable", "The catalog is unavailable. Please try again.", 1),
		);
	}
}
