import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { apartIn, knownDifferences } from "./known.ts";
import type { Mode } from "./modes.ts";
import { type Run, type Selection, withApart } from "./rounds.ts";
import { runFile } from "./run-file.ts";
import type { Side } from "./side.ts";
import type { Store } from "./store.ts";
import type { Asked, Suite } from "./suite.ts";
import { escaped } from "./title-pattern.ts";

interface RunnerParts {
	readonly suite: Suite;
	/** The copy of its checkout. */
	readonly copy: string;
	/** Where `logs` are to be. */
	readonly folder: string;
	/** A part of the titles of the only tests to run. */
	readonly grep: string | undefined;
	readonly signal: AbortSignal;
}

/** Runs the files of a suite. */
export class Runner {
	readonly #parts: RunnerParts;

	constructor(parts: RunnerParts) {
		this.#parts = parts;
	}

	through(file: string, side: Side, mode: Mode): Run {
		return this.#on(side, mode, file);
	}

	/** What a whole file gives without Berth is kept under a `condition`, and not run again while that is the same. */
	directly(file: string, side: Side, store: Store, condition: string): Run {
		const { suite, grep } = this.#parts;
		const directly = this.#on(side, "direct", file);
		return async (selection) => {
			const isWhole = grep === undefined && selection.isInverted && selection.titles.length === 0;
			if (!isWhole) return directly(selection);
			const kept = store.direct(suite.name, file, condition);
			if (kept !== undefined) return kept;
			const run = await directly(selection);
			store.saveDirect(suite.name, file, { chrome: condition, run });
			return run;
		};
	}

	#on(side: Side, name: Mode | "direct", file: string): Run {
		const { suite, copy, folder, grep, signal } = this.#parts;
		const logs = join(folder, "logs", suite.name, name);
		mkdirSync(logs, { recursive: true });
		const logFile = join(logs, `${file.replaceAll("/", "+")}.txt`);
		const run: Run = (selection) =>
			runFile(suite.command(copy, this.#asked(file, selection)), side, { logFile, signal });
		return grep === undefined ? withApart(run, apartIn(knownDifferences, suite.name, file)) : run;
	}

	#asked(file: string, { titles, isInverted }: Selection): Asked {
		const { suite, grep } = this.#parts;
		if (titles.length > 0) return { file, pattern: { text: suite.patternFor(file, titles), isInverted } };
		if (grep !== undefined) return { file, pattern: { text: escaped(grep), isInverted: false } };
		return { file };
	}
}
