import { expect, test } from "vitest";
import type { KnownDifference } from "../../../conformance/known.ts";
import { reportOf } from "../../../conformance/report.ts";
import type { TestResult } from "../../../conformance/result.ts";
import type { FileRecord } from "../../../conformance/store.ts";

function record(statuses: Readonly<Record<string, TestResult["status"]>>): FileRecord {
	const directly = Object.keys(statuses).map((title) => ({ title, status: "passed", ms: 1 }) as const);
	const through = Object.entries(statuses).map(([title, status]) => ({
		title,
		status,
		ms: 1,
		...(status === "failed" && { error: `${title} went wrong\n    at somewhere` }),
	}));
	const runs = { direct: [{ results: directly }], berth: [{ results: through }], again: [] };
	return { suite: "puppeteer", file: "a.spec.ts", mode: "log", commit: "abc1234", at: "", runs };
}

const known: KnownDifference = {
	suite: "puppeteer",
	file: "a.spec.ts",
	title: "large",
	reason: "a message over 32 MiB can't pass a Worker",
};

test("the table counts, and each difference is named with its error", () => {
	const { text, unknown } = reportOf([record({ good: "passed", bad: "failed" })], []);
	expect(unknown).toBe(1);
	expect(text).toBe(`suite      mode  files  tests  direct  Berth  unsteady  known  different
puppeteer  log       1      2       2      1         0      0          1

Pass directly, fail through Berth: 1
  puppeteer log a.spec.ts: bad (direct 1 of 1, Berth 0 of 1)
    bad went wrong at somewhere

Berth: abc1234`);
});

test("a known difference is shown with its reason, and is no fault", () => {
	const { text, unknown } = reportOf([record({ large: "failed", "large › still": "failed" })], [known]);
	expect(unknown).toBe(0);
	expect(text).toContain("Known, and not Berth's: 2");
	expect(text).toContain(known.reason);
	expect(text).not.toContain("fail through Berth");
});

test("an entry whose title only begins alike stays a difference", () => {
	expect(reportOf([record({ "larger than that": "failed" })], [known]).unknown).toBe(1);
	expect(reportOf([record({ large: "failed" })], [{ ...known, modes: ["plain"] }]).unknown).toBe(1);
});

test("a known difference that passes is said", () => {
	expect(reportOf([record({ large: "passed" })], [known]).text).toContain("Known, but pass now: 1");
	expect(reportOf([record({ other: "passed" })], [known]).text).not.toContain("pass now");
});
