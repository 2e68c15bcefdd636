import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Runs } from "./compare.ts";
import type { Mode } from "./modes.ts";
import type { FileRun } from "./result.ts";
import type { SuiteName } from "./suite.ts";

/** What a file gave in one mode. */
export interface FileRecord {
	readonly suite: SuiteName;
	readonly file: string;
	readonly mode: Mode;
	/** Berth's own. */
	readonly commit: string;
	readonly at: string;
	readonly runs: Runs;
}

/** A whole run without Berth: it stays good while the same Chrome runs the same checkout. */
interface DirectRecord {
	readonly chrome: string;
	readonly run: FileRun;
}

/** Results on disk, a file for each of a suite's in each mode, so that a long run can be made in slices. */
export class Store {
	readonly #folder: string;

	constructor(folder: string) {
		this.#folder = folder;
	}

	save(record: FileRecord): void {
		write(this.#path(record.suite, record.mode, record.file), record);
	}

	has(suite: SuiteName, mode: Mode, file: string): boolean {
		return existsSync(this.#path(suite, mode, file));
	}

	all(suite: SuiteName, mode: Mode): readonly FileRecord[] {
		const folder = join(this.#folder, suite, mode);
		if (!existsSync(folder)) return [];
		return readdirSync(folder)
			.filter((name) => name.endsWith(".json"))
			.toSorted()
			.map((name) => read(join(folder, name)) as FileRecord);
	}

	/** `chrome` says all that a direct result depends on. */
	direct(suite: SuiteName, file: string, chrome: string): FileRun | undefined {
		const path = this.#path(suite, "direct", file);
		if (!existsSync(path)) return undefined;
		const record = read(path) as DirectRecord;
		return record.chrome === chrome ? record.run : undefined;
	}

	saveDirect(suite: SuiteName, file: string, record: DirectRecord): void {
		write(this.#path(suite, "direct", file), record);
	}

	#path(suite: SuiteName, side: Mode | "direct", file: string): string {
		return join(this.#folder, suite, side, `${file.replaceAll("/", "+")}.json`);
	}
}

/** Only this file writes there: it is what was written. */
const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

/** Whole or not at all. */
function write(path: string, value: object): void {
	mkdirSync(join(path, ".."), { recursive: true });
	writeFileSync(`${path}.part`, `${JSON.stringify(value, null, "\t")}\n`);
	renameSync(`${path}.part`, path);
}
