import { expect, test } from "vitest";
import { namesOf, parseReport, type ReportedTest } from "../../../conformance/result.ts";

const line = (reported: Partial<ReportedTest>): string =>
	`${JSON.stringify({ titles: ["group", "test"], status: "passed", ms: 1, ...reported })}\n`;

test("each line of a report is a test", () => {
	expect(parseReport(line({}) + line({ titles: ["other"], status: "skipped" }))).toEqual([
		{ title: "group › test", status: "passed", ms: 1 },
		{ title: "other", status: "skipped", ms: 1 },
	]);
});

test("a line that a killed run did not finish is left out", () => {
	expect(parseReport(`${line({})}{"titles":["x`)).toHaveLength(1);
});

test("tests of one name are told apart, and looked for by their name", () => {
	const titles = parseReport(line({}) + line({}) + line({})).map(({ title }) => title);
	expect(titles).toEqual(["group › test", "group › test (2)", "group › test (3)"]);
	expect(titles.map(namesOf)).toEqual([
		["group", "test"],
		["group", "test"],
		["group", "test"],
	]);
});

test("a hook that fails after its test makes that fail", () => {
	const results = parseReport(line({}) + line({ status: "failed", error: "left open", isHook: true }));
	expect(results).toEqual([{ title: "group › test", status: "failed", ms: 1, error: "left open" }]);
});

test("errors are kept without colors and at a length that can be read", () => {
	const [result] = parseReport(
		line({ status: "failed", error: `\u001B[31mred\u001B[39m ${"x".repeat(5_000)}` }),
	);
	expect(result?.error).toMatch(/^red x+$/);
	expect(result?.error).toHaveLength(1_500);
});
