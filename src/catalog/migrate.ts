import { singleFlight } from "../lib/single-flight.ts";
import sessionsAndTokens from "./migrations/0001_sessions_and_tokens.sql";
import reservations from "./migrations/0002_reservations.sql";
import sessionList from "./migrations/0003_session_list.sql";
import totals from "./migrations/0004_totals.sql";
import profiles from "./migrations/0005_profiles.sql";
import accountLists from "./migrations/0006_account_lists.sql";
import domainSets from "./migrations/0007_domain_sets.sql";
import linkGenerations from "./migrations/0008_link_generations.sql";
import audit from "./migrations/0009_audit.sql";
import crawls from "./migrations/0010_crawls.sql";
import modelTokens from "./migrations/0011_model_tokens.sql";

/** The files of `migrations/`, in order, under the names that wrangler records. */
const MIGRATIONS: readonly { readonly name: string; readonly sql: string }[] = [
	{ name: "0001_sessions_and_tokens.sql", sql: sessionsAndTokens },
	{ name: "0002_reservations.sql", sql: reservations },
	{ name: "0003_session_list.sql", sql: sessionList },
	{ name: "0004_totals.sql", sql: totals },
	{ name: "0005_profiles.sql", sql: profiles },
	{ name: "0006_account_lists.sql", sql: accountLists },
	{ name: "0007_domain_sets.sql", sql: domainSets },
	{ name: "0008_link_generations.sql", sql: linkGenerations },
	{ name: "0009_audit.sql", sql: audit },
	{ name: "0010_crawls.sql", sql: crawls },
	{ name: "0011_model_tokens.sql", sql: modelTokens },
];

/** wrangler's own table, in wrangler's own form, so that either may apply what the other has not. */
const CREATE_LEDGER = `CREATE TABLE IF NOT EXISTS d1_migrations (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT UNIQUE,
	applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

const migrated = new WeakSet<D1Database>();
const running = new WeakMap<D1Database, () => Promise<void>>();

/** Applies the migrations that the catalog lacks; looks once per start of the Worker. */
export async function ensureMigrated(db: D1Database): Promise<void> {
	if (migrated.has(db)) return;
	let run = running.get(db);
	if (run === undefined) {
		run = singleFlight(() => migrate(db));
		running.set(db, run);
	}
	await run();
	migrated.add(db);
}

async function migrate(db: D1Database): Promise<void> {
	const missing = await missingMigrations(db);
	for (const { name, sql } of missing) {
		try {
			// One batch is one transaction: a migration is applied and recorded, or neither.
			await db.batch([
				...statementsOf(sql).map((statement) => db.prepare(statement)),
				db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
			]);
		} catch (fault) {
			// Another start of the Worker may have been quicker.
			const stillMissing = await missingMigrations(db);
			if (stillMissing.some((migration) => migration.name === name)) throw fault;
		}
	}
}

async function missingMigrations(db: D1Database): Promise<typeof MIGRATIONS> {
	let applied: Set<string>;
	try {
		const { results } = await db.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
		applied = new Set(results.map(({ name }) => name));
	} catch {
		await db.prepare(CREATE_LEDGER).run();
		applied = new Set();
	}
	return MIGRATIONS.filter(({ name }) => !applied.has(name));
}

/** A migration's statements: each ends with a semicolon at the end of a line, and has none there before. */
const statementsOf = (sql: string): string[] =>
	sql
		.split(/;\s*(?:\n|$)/)
		.map((statement) => statement.trim())
		.filter((statement) => statement !== "");
