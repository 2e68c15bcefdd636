import { expect, test } from "vitest";
import type { FileRun } from "../../../conformance/result.ts";
import { runBoth, type Run, type Selection, withApart } from "../../../conformance/rounds.ts";

/** A side on which some tests fail, and what it was asked to run. */
function sideWith(failing: readonly string[]): { readonly run: Run; readonly asked: Selection[] } {
	const asked: Selection[] = [];
	const run: Run = async (selection): Promise<FileRun> => {
		asked.push(selection);
		const { titles, isInverted } = selection;
		const results = ["a", "b", "c"]
			.filter((title) => titles.includes(title) !== isInverted)
			.map((title) => ({ title, status: failing.includes(title) ? "failed" : "passed", ms: 1 }) as const);
		return { results };
	};
	return { run, asked };
}

const all: Selection = { titles: [], isInverted: true };

test("a file that does the same on both sides runs once", async () => {
	const [direct, berth] = [sideWith(["a"]), sideWith(["a"])];
	const runs = await runBoth(direct.run, berth.run);
	expect(runs.again).toEqual([]);
	expect([direct.asked, berth.asked]).toEqual([[all], [all]]);
});

test("what differs runs twice more, on both sides and without the rest", async () => {
	const [direct, berth] = [sideWith([]), sideWith(["b"])];
	const runs = await runBoth(direct.run, berth.run);
	const again = { titles: ["b"], isInverted: false };
	expect(runs.again).toEqual([["b"], ["b"]]);
	expect([direct.asked, berth.asked]).toEqual([
		[all, again, again],
		[all, again, again],
	]);
});

test.each<readonly [Selection, readonly Selection[]]>([
	[
		all,
		[
			{ titles: ["b"], isInverted: true },
			{ titles: ["b"], isInverted: false },
		],
	],
	[{ titles: ["a"], isInverted: false }, [{ titles: ["a"], isInverted: false }]],
	[{ titles: ["b"], isInverted: false }, [{ titles: ["b"], isInverted: false }]],
	[
		{ titles: ["a", "b"], isInverted: false },
		[
			{ titles: ["a"], isInverted: false },
			{ titles: ["b"], isInverted: false },
		],
	],
])("of %j the test that takes its browser down runs apart", async (selection, expected) => {
	const side = sideWith([]);
	const { results } = await withApart(side.run, ["b"])(selection);
	expect(side.asked).toEqual(expected);
	const titles = selection.isInverted ? ["a", "b", "c"] : selection.titles;
	expect(results.map(({ title }) => title).toSorted()).toEqual(titles);
});
