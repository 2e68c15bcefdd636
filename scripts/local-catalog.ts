import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { projectRoot } from "./project.ts";
import { wranglerArgs, wranglerEnv } from "./wrangler.ts";

const migrationsFolder = join(projectRoot, "src/catalog/migrations");

/** Brings the local D1 up to date. wrangler takes seconds to find that there is nothing to do: it is not asked then. */
export function applyMigrations(persistTo: string | undefined): void {
	const migrations = sqlFiles(migrationsFolder);
	if (migrations.length === 0) return;
	const databases = join(resolve(projectRoot, persistTo ?? ".wrangler/state"), "v3/d1");
	const note = join(databases, "berth-migrations.json");
	const expected = () =>
		JSON.stringify({ migrations: digest(migrations), databases: sqliteFiles(databases) });
	if (existsSync(note) && readFileSync(note, "utf8") === expected()) return;

	const options = persistTo === undefined ? [] : ["--persist-to", persistTo];
	const args = wranglerArgs(["d1", "migrations", "apply", "CATALOG", "--local", ...options]);
	// Without a terminal wrangler does not ask whether it may.
	const run = spawnSync(process.execPath, args, {
		cwd: projectRoot,
		env: wranglerEnv(),
		stdio: ["ignore", "pipe", "pipe"],
		encoding: "utf8",
	});
	if (run.status !== 0) throw new Error(`The migrations of the local D1 failed.\n${run.stdout}${run.stderr}`);
	writeFileSync(note, expected());
}

function sqlFiles(folder: string): readonly string[] {
	return filesBelow(folder)
		.filter((name) => name.endsWith(".sql"))
		.map((name) => join(folder, name));
}

function filesBelow(folder: string): readonly string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
}

/** A database that was deleted is not up to date. */
function sqliteFiles(folder: string): readonly string[] {
	return filesBelow(folder).filter((name) => name.endsWith(".sqlite"));
}

function digest(files: readonly string[]): string {
	const hash = createHash("sha256");
	for (const file of files)
		hash
			.update(`${relative(projectRoot, file)}\0`)
			.update(readFileSync(file))
			.update("\0");
	return hash.digest("hex");
}
