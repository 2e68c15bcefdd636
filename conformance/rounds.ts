import { compare, type Runs, suspects } from "./compare.ts";
import type { FileRun } from "./result.ts";

/** How often a test is run again that does not do the same on both sides. */
const MORE_ROUNDS = 2;

/** Which tests of a file: just some, or all but some. */
export interface Selection {
	readonly titles: readonly string[];
	readonly isInverted: boolean;
}

/** Runs tests of a file on one side. */
export type Run = (selection: Selection) => Promise<FileRun>;

const ALL: Selection = { titles: [], isInverted: true };

/** Runs a file on both sides, and again what does not do the same, before that is believed. */
export async function runBoth(direct: Run, berth: Run): Promise<Runs> {
	let runs: Runs = { direct: [await direct(ALL)], berth: [await berth(ALL)], again: [] };
	for (let round = 0; round < MORE_ROUNDS; round++) {
		const again = suspects(runs);
		if (again.length === 0) break;
		const selection = { titles: again, isInverted: false };
		runs = {
			direct: [...runs.direct, await direct(selection)],
			berth: [...runs.berth, await berth(selection)],
			again: [...runs.again, again],
		};
	}
	return runs;
}

/** The same run with the tests in `apart` after the others, in a process for themselves. */
export const withApart =
	(run: Run, apart: readonly string[]): Run =>
	async ({ titles, isInverted }) => {
		const alone = isInverted ? apart : apart.filter((title) => titles.includes(title));
		const others = isInverted
			? { titles: [...titles, ...alone], isInverted }
			: { titles: titles.filter((title) => !alone.includes(title)), isInverted };
		const hasOthers = isInverted || others.titles.length > 0;
		const first: FileRun = hasOthers ? await run(others) : { results: [] };
		if (alone.length === 0) return first;
		const last = await run({ titles: alone, isInverted: false });
		return { ...first, ...last, results: [...first.results, ...last.results] };
	};

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
