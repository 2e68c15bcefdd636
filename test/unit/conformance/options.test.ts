import { expect, test } from "vitest";
import { readOptions } from "../../../conformance/options.ts";
import { patternOf } from "../../../conformance/title-pattern.ts";

const needed = ["--suite", "puppeteer", "--checkout", "/suites/puppeteer"];

test("a run is of all files with the log on, where nothing else is said", () => {
	expect(readOptions(needed)).toEqual({
		suite: "puppeteer",
		checkout: "/suites/puppeteer",
		only: [],
		grep: undefined,
		modes: ["log"],
		goesOn: false,
		isReport: false,
	});
});

test("files and modes can be named several times", () => {
	const args = [...needed, "--only", "page", "--only", "target", "--mode", "plain", "--mode", "guarded"];
	expect(readOptions(args)).toMatchObject({ only: ["page", "target"], modes: ["plain", "guarded"] });
});

test("a report is of all modes and suites, and needs no checkout", () => {
	const options = readOptions(["--report"]);
	expect(options).toMatchObject({ suite: undefined, isReport: true });
	expect(options?.modes).toContain("identity");
});

test.each([
	[["--suite", "puppeteer"], "--checkout"],
	[["--checkout", "/x"], "--suite"],
	[[...needed, "--suite", "selenium"], "--suite selenium"],
	[[...needed, "--mode", "toString"], "--mode toString"],
	[[...needed, "--fast"], "--fast"],
])("%j is refused", (args, said) => {
	expect(() => readOptions(args)).toThrow(said);
});

test("the pattern for titles matches them and nothing that only looks alike", () => {
	const pattern = new RegExp(`^${patternOf([["page", "goes (to) a.b"], ["c"]])}$`);
	expect(["page goes (to) a.b", "c", "page goes to axb", "cc"].filter((text) => pattern.test(text))).toEqual([
		"page goes (to) a.b",
		"c",
	]);
});
