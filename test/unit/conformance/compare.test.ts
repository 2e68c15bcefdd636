import { expect, test } from "vitest";
import { compare, type Comparison, type Runs, suspects } from "../../../conformance/compare.ts";
import type { FileRun } from "../../../conformance/result.ts";

/** A letter a run of the test "t": passed, failed, skipped, or - for no result. */
function runsOf(direct: string, berth: string): Runs {
	const side = (letters: string): readonly FileRun[] => letters.split("").map(runOf);
	const rounds = Math.max(direct.length, berth.length);
	return { direct: side(direct), berth: side(berth), again: Array.from({ length: rounds - 1 }, () => ["t"]) };
}

function runOf(letter: string): FileRun {
	const result = (status: "passed" | "failed" | "skipped") => ({ title: "t", status, ms: 1 });
	if (letter === "p") return { results: [result("passed")] };
	if (letter === "s") return { results: [result("skipped")] };
	if (letter === "-") return { results: [], cutShort: "the run was ended" };
	return { results: [{ ...result("failed"), error: "wrong" }] };
}

interface Expected {
	readonly direct: string;
	readonly berth: string;
	readonly outcome: Comparison["outcome"];
	readonly error?: string;
}

const outcomes: readonly Expected[] = [
	{ direct: "p", berth: "p", outcome: "same" },
	{ direct: "s", berth: "s", outcome: "skipped" },
	{ direct: "p", berth: "f", outcome: "different", error: "wrong" },
	{ direct: "ppp", berth: "fff", outcome: "different", error: "wrong" },
	{ direct: "p", berth: "-", outcome: "different", error: "the run was ended" },
	{ direct: "p", berth: "s", outcome: "different" },
	{ direct: "ppp", berth: "fpp", outcome: "unsteady", error: "wrong" },
	{ direct: "ppf", berth: "fpp", outcome: "flaky", error: "wrong" },
	{ direct: "fpp", berth: "fff", outcome: "different", error: "wrong" },
	{ direct: "f", berth: "f", outcome: "failing", error: "wrong" },
	{ direct: "f", berth: "p", outcome: "failing" },
	{ direct: "s", berth: "f", outcome: "skipped" },
	{ direct: "-", berth: "p", outcome: "gone" },
	{ direct: "-", berth: "f", outcome: "gone", error: "wrong" },
];

test.each(outcomes)("$direct directly and $berth through Berth is $outcome", (row) => {
	const { direct, berth, outcome, error } = row;
	const compared = compare(runsOf(direct, berth));
	expect(compared.map((each) => [each.outcome, each.error])).toEqual([[outcome, error]]);
});

test("a later run counts for the tests only that were run again", () => {
	const again: FileRun = { results: [{ title: "a", status: "passed", ms: 1 }] };
	const first: FileRun = {
		results: [
			{ title: "a", status: "failed", ms: 1, error: "wrong" },
			{ title: "b", status: "passed", ms: 1 },
		],
	};
	const passing: FileRun = { results: first.results.map((each) => ({ ...each, status: "passed" })) };
	const compared = compare({ direct: [passing, again], berth: [first, again], again: [["a"]] });
	expect(compared.map(({ title, outcome, berth }) => [title, outcome, berth])).toEqual([
		["a", "unsteady", { passed: 1, runs: 2 }],
		["b", "same", { passed: 1, runs: 1 }],
	]);
});

test("what differs, or is seen on one side only, is run again", () => {
	expect(suspects(runsOf("p", "f"))).toEqual(["t"]);
	expect(suspects(runsOf("p", "-"))).toEqual(["t"]);
	expect(suspects(runsOf("-", "p"))).toEqual(["t"]);
	expect(suspects(runsOf("f", "f"))).toEqual([]);
	expect(suspects(runsOf("p", "p"))).toEqual([]);
});
