import { compare, type Runs, suspects } from "./compare.ts";
import type { FileRun } from "./result.ts";

/** How often a test is run again that does not do the same on both sides. */
const MORE_ROUNDS = 2;

/** Runs the tests of a file on one side; again those with these titles. */
export type Run = (titles?: readonly string[]) => Promise<FileRun>;

/** Runs a file on both sides, and again what does not do the same, before that is believed. */
export async function runBoth(direct: Run, berth: Run): Promise<Runs> {
	let runs: Runs = { direct: [await direct()], berth: [await berth()], again: [] };
	for (let round = 0; round < MORE_ROUNDS; round++) {
		const again = suspects(runs);
		if (again.length === 0) break;
		runs = {
			direct: [...runs.direct, await direct(again)],
			berth: [...runs.berth, await berth(again)],
			again: [...runs.again, again],
		};
	}
	return runs;
}

/** A line about a file for those who watch the run. */
export function summaryOf(runs: Runs): string {
	const compared = compare(runs);
	const passed = compared.filter(({ berth }) => berth.passed > 0).length;
	const directly = compared.filter(({ direct }) => direct.passed > 0).length;
	const bad = compared.filter(({ outcome }) => outcome === "different" || outcome === "unsteady");
	const named = bad.map(
		({ title, outcome, berth }) =>
			`\n    ${outcome}: ${title} (passes ${berth.passed} of ${berth.runs} through Berth)`,
	);
	return `${directly} pass directly, ${passed} through Berth${named.join("")}`;
}
