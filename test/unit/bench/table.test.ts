import { expect, test } from "vitest";
import type { Measurement } from "../../../bench/measurement.ts";
import { missedAims, pairsTableOf, spreadsOf, tableOf } from "../../../bench/table.ts";

const compared = { subject: "Berth", references: ["binding"] };

function measurementOf(
	values: Readonly<Record<string, readonly number[]>>,
	failures: Readonly<Record<string, string>> = {},
): Measurement {
	return {
		figure: { name: "a load", unit: "ms", aim: { atMost: 1.1 } },
		values: new Map(Object.entries(values)),
		failures: new Map(Object.entries(failures)),
	};
}

const rowOf = (table: string): readonly string[] => (table.split("\n").at(-1) ?? "").split(/ {2,}/);

test("a row shows the medians, the spread, the ratio and the aim", () => {
	const measurement = measurementOf({ binding: [100, 100, 100], Berth: [105, 105, 105] });
	expect(rowOf(tableOf([measurement], compared))).toEqual([
		"a load",
		"ms",
		"100",
		"105",
		"0 %",
		"1.05",
		"≤ 1.1",
	]);
	expect(missedAims([measurement], compared)).toBe(0);
});

test("an aim that is missed is marked and counted", () => {
	const measurement = measurementOf({ binding: [100, 100, 100], Berth: [120, 120, 120] });
	expect(rowOf(tableOf([measurement], compared)).at(-1)).toBe("✗ MISSED");
	expect(missedAims([measurement], compared)).toBe(1);
});

test("a row of something that failed says so, and misses no aim", () => {
	const measurement = measurementOf({ binding: [100, 100, 100], Berth: [300] }, { Berth: "too slow" });
	expect(rowOf(tableOf([measurement], compared))).toEqual([
		"a load",
		"ms",
		"100",
		"failed",
		"–",
		"–",
		"≤ 1.1",
		"✗ FAILED",
	]);
	expect(missedAims([measurement], compared)).toBe(0);
	const onlyOther = measurementOf({ binding: [], Berth: [120, 120, 120] }, { binding: "too slow" });
	expect(missedAims([onlyOther], compared)).toBe(0);
});

test("pairs are shown with the median of their ratios and how far these lie apart", () => {
	const off = [100, 200, 400, 100];
	const measurement = measurementOf({ off, log: [110, 220, 440, 110], guarded: [100, 400, 400, 200] });
	const [, log = "", guarded = ""] = pairsTableOf([measurement]).split("\n");
	expect(log.split(/ {2,}/)).toEqual(["a load", "ms", "log", "150", "165", "4", "1.10", "0 %"]);
	expect(guarded.split(/ {2,}/)).toEqual(["a load", "ms", "guarded", "150", "300", "4", "1.50", "67 %"]);
});

test("the pairs of a way that failed are those that it has", () => {
	const measurement = measurementOf({ off: [100, 100, 100], log: [110] }, { log: "too slow" });
	expect(rowOf(pairsTableOf([measurement]))).toEqual([
		"a load",
		"ms",
		"log",
		"100",
		"failed",
		"1",
		"1.10",
		"–",
	]);
});

test("spreads are of whatever has samples enough", () => {
	const measurement = measurementOf({ binding: [100, 100, 200, 200], Berth: [1] });
	expect(spreadsOf([measurement])).toEqual([100 / 150]);
});
