import { expect, test } from "vitest";
import { doubts, verdict } from "../../../bench/trust.ts";

const quiet = { cores: 2, before: 0.3, busyShares: [0.02, 0.05, 0.03] };
const narrow = [0.05, 0.1];

test("figures of a quiet machine that agree are trusted", () => {
	expect(doubts(quiet, narrow)).toEqual([]);
	expect(verdict(quiet, narrow)).toBe(
		"Load before: 0.3 on 2 cores; in use in the pauses: 3 %. The machine was quiet enough.",
	);
});

test.each([
	["a machine that was busy before", { ...quiet, before: 1.2 }, narrow, /load was 1\.2 on 2 cores/],
	[
		"a machine that is busy in the pauses",
		{ ...quiet, busyShares: [0.1, 0.6, 0.7] },
		narrow,
		/60 % of the cores/,
	],
	["samples that lie far apart", quiet, [0.4, 0.1], /in 1 of 2 columns .* 30 % apart/],
])("%s is doubted, with the reason", (_, load, spreads, reason) => {
	expect(doubts(load, spreads)).toEqual([expect.stringMatching(reason)]);
	expect(verdict(load, spreads)).toContain("TOO BUSY TO TRUST");
});

test("a single busy pause is no reason to doubt", () => {
	expect(doubts({ ...quiet, busyShares: [0.02, 0.9, 0.03] }, narrow)).toEqual([]);
});
