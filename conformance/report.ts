import { compare, type Comparison } from "./compare.ts";
import { type KnownDifference, knownFor } from "./known.ts";
import type { FileRecord } from "./store.ts";

export interface Report {
	readonly text: string;
	/** Differences that no reason is known for. */
	readonly unknown: number;
}

interface Judged extends Comparison {
	readonly record: FileRecord;
	readonly known: KnownDifference | undefined;
}

const SHOWN_CHARACTERS = 300;

/** A table of suites and modes, and each test that is not the same on both sides, with what is known about it. */
export function reportOf(records: readonly FileRecord[], known: readonly KnownDifference[]): Report {
	const judged = records.map((record) => compare(record.runs).map((each) => judge(each, record, known)));
	const tests = judged.flat();
	const different = tests.filter(({ outcome }) => outcome === "different");
	const unknown = different.filter((test) => test.known === undefined);
	const unsteady = tests.filter(({ outcome }) => outcome === "unsteady");
	const text = [
		table(records, tests),
		section("Pass directly, fail through Berth", unknown),
		section("Known, and not Berth's", [...different, ...unsteady].filter(isKnown)),
		section(
			"Unsteady through Berth",
			unsteady.filter((test) => test.known === undefined),
		),
		section(
			"Seen only through Berth",
			tests.filter(({ outcome }) => outcome === "gone"),
		),
		passing(tests, known),
		commitsOf(records),
	];
	return { text: text.filter((part) => part !== "").join("\n\n"), unknown: unknown.length };
}

const judge = (test: Comparison, record: FileRecord, known: readonly KnownDifference[]): Judged => ({
	...test,
	record,
	known: knownFor(known, { suite: record.suite, mode: record.mode, file: record.file, title: test.title }),
});

const isKnown = ({ known }: Judged): boolean => known !== undefined;

function table(records: readonly FileRecord[], tests: readonly Judged[]): string {
	const keyOf = ({ suite, mode }: FileRecord) => `${suite} ${mode}`;
	const byKey = Map.groupBy(tests, ({ record }) => keyOf(record));
	const heads = ["suite", "mode", "files", "tests", "direct", "Berth", "unsteady", "known", "different"];
	const rows = [...Map.groupBy(records, keyOf)].map(([key, group]) => {
		const own = byKey.get(key) ?? [];
		const count = (isMeant: (test: Judged) => boolean) => String(own.filter(isMeant).length);
		return [
			...key.split(" "),
			String(group.length),
			count(({ outcome }) => outcome !== "skipped" && outcome !== "gone"),
			count(({ direct }) => direct.passed > 0),
			count(({ berth }) => berth.passed > 0),
			count((test) => test.outcome === "unsteady" && !isKnown(test)),
			count((test) => (test.outcome === "different" || test.outcome === "unsteady") && isKnown(test)),
			count((test) => test.outcome === "different" && !isKnown(test)),
		];
	});
	return aligned([heads, ...rows]);
}

function section(head: string, tests: readonly Judged[]): string {
	if (tests.length === 0) return "";
	const lines = tests.map(({ title, direct, berth, error, record, known }) => {
		const sides = `direct ${direct.passed} of ${direct.runs}, Berth ${berth.passed} of ${berth.runs}`;
		const reason = known === undefined ? "" : `\n    ${known.reason}`;
		return `  ${record.suite} ${record.mode} ${record.file}: ${title} (${sides})${reason}\n    ${shown(error)}`;
	});
	return `${head}: ${tests.length}\n${lines.join("\n")}`;
}

/** An entry that no test needs is one to remove. */
function passing(tests: readonly Judged[], known: readonly KnownDifference[]): string {
	const needless = known.filter((entry) => {
		const own = tests.filter((test) => test.known === entry);
		return own.length > 0 && own.every(({ outcome }) => outcome === "same");
	});
	if (needless.length === 0) return "";
	const lines = needless.map(({ suite, file, title }) => `  ${suite} ${file}: ${title}`);
	return `Known, but pass now: ${needless.length}\n${lines.join("\n")}`;
}

function commitsOf(records: readonly FileRecord[]): string {
	const commits = [...new Set(records.map(({ commit }) => commit))];
	return `Berth: ${commits.length === 0 ? "no results" : commits.join(", ")}`;
}

const shown = (error: string | undefined): string =>
	(error ?? "no error").replaceAll(/\s+/g, " ").slice(0, SHOWN_CHARACTERS);

function aligned(rows: readonly (readonly string[])[]): string {
	const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	const line = (row: readonly string[]) =>
		row.map((cell, column) =>
			column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
		);
	return rows.map((row) => line(row).join("  ").trimEnd()).join("\n");
}
