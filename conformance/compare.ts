import type { FileRun, TestResult } from "./result.ts";

/** How often one test passed on one side, of the runs that were to have it. */
export interface Tally {
	readonly passed: number;
	readonly runs: number;
}

/** What became of a test on both sides. */
export interface Comparison {
	readonly title: string;
	/**
	 * `different`: it passes directly and never through Berth. `unsteady`: it passes each time directly, and at times
	 * through Berth. `flaky`: it passes at times on both sides. `failing`: it never passes directly, which says nothing
	 * about Berth. `gone`: no run has it directly.
	 */
	readonly outcome: "same" | "different" | "unsteady" | "flaky" | "failing" | "skipped" | "gone";
	readonly direct: Tally;
	readonly berth: Tally;
	/** The last failure through Berth. */
	readonly error?: string;
}

/** Of a file, the runs on both sides: the first of them whole, the later ones of tests that are run again. */
export interface Runs {
	readonly direct: readonly FileRun[];
	readonly berth: readonly FileRun[];
	/** The titles of each later run, on both sides. */
	readonly again: readonly (readonly string[])[];
}

interface Seen {
	readonly tally: Tally;
	readonly failed: number;
	readonly skipped: number;
	readonly error?: string;
}

export function compare(runs: Runs): readonly Comparison[] {
	const titles = new Set([...runs.direct, ...runs.berth].flatMap(({ results }) => results.map(titleOf)));
	return [...titles].map((title) => {
		const direct = seenOf(title, runs.direct, runs.again);
		const berth = seenOf(title, runs.berth, runs.again);
		const outcome = outcomeOf(direct, berth);
		const { error } = berth;
		const isShown = outcome !== "same" && outcome !== "skipped" && error !== undefined;
		return { title, outcome, direct: direct.tally, berth: berth.tally, ...(isShown && { error }) };
	});
}

const suspected: ReadonlySet<string> = new Set(["different", "unsteady", "flaky", "gone"]);

/** Those whose last word is not yet spoken: they may have failed by accident. */
export const suspects = (runs: Runs): readonly string[] =>
	compare(runs)
		.filter(({ outcome }) => suspected.has(outcome))
		.map(({ title }) => title);

function outcomeOf(direct: Seen, berth: Seen): Comparison["outcome"] {
	const { passed, runs } = berth.tally;
	if (direct.tally.passed === 0) {
		if (direct.skipped > 0) return "skipped";
		return direct.failed > 0 ? "failing" : "gone";
	}
	if (passed === 0) return "different";
	if (passed === runs) return "same";
	return direct.tally.passed < direct.tally.runs ? "flaky" : "unsteady";
}

function seenOf(title: string, runs: readonly FileRun[], again: Runs["again"]): Seen {
	let passed = 0;
	let failed = 0;
	let skipped = 0;
	let count = 0;
	let error: string | undefined;
	for (const [index, { results, cutShort }] of runs.entries()) {
		if (index > 0 && again[index - 1]?.includes(title) !== true) continue;
		count++;
		const result = results.find((each) => each.title === title);
		if (result?.status === "passed") passed++;
		if (result?.status === "skipped") skipped++;
		if (result?.status === "failed") failed++;
		if (result === undefined || result.status === "failed") error = result?.error ?? cutShort ?? "no result";
	}
	return { tally: { passed, runs: count }, failed, skipped, ...(error !== undefined && { error }) };
}

const titleOf = ({ title }: TestResult): string => title;
