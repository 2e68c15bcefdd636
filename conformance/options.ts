import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { isMode, type Mode, MODES } from "./modes.ts";
import { type SuiteName, SUITES } from "./suite.ts";

export interface Options {
	/** All that have results, where none is named for a report. */
	readonly suite: SuiteName | undefined;
	/** Undefined only for a report. */
	readonly checkout: string | undefined;
	/** Parts of the paths of the files to run; all files when there is none. */
	readonly only: readonly string[];
	/** A part of the titles of the tests to run. */
	readonly grep: string | undefined;
	readonly modes: readonly Mode[];
	/** Leave out the files that have results in a mode. */
	readonly goesOn: boolean;
	readonly isReport: boolean;
}

export const usage = `npm run conformance -- --suite NAME --checkout DIR [options]

  --suite NAME     ${SUITES.join(", ")}
  --checkout DIR   a checkout of the suite, outside of the project
  --only PATTERN   the files whose path has this in it, several times for several
  --grep TEXT      the tests whose title has this in it; their results are not kept
  --mode MODE      ${MODES.join(", ")}; several times for several (log)
  --continue       leave out the files that have results already
  --report         run nothing: sum up the results that there are`;

/** @throws with a message for people when the arguments are wrong; `undefined` when help was asked for */
export function readOptions(args: readonly string[]): Options | undefined {
	const { values } = parseArgs({
		args: [...args],
		options: {
			suite: { type: "string" },
			checkout: { type: "string" },
			only: { type: "string", multiple: true, default: [] },
			grep: { type: "string" },
			mode: { type: "string", multiple: true, default: [] },
			continue: { type: "boolean", default: false },
			report: { type: "boolean", default: false },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) return undefined;
	const suite = values.suite === undefined ? undefined : suiteNamed(values.suite);
	if (!values.report && (suite === undefined || values.checkout === undefined))
		throw new Error("--suite and --checkout: a run needs both; see --help");
	const chosen = values.mode.map(modeNamed);
	// A report is of all that there is.
	const usual: readonly Mode[] = values.report ? MODES : ["log"];
	return {
		suite,
		checkout: values.checkout === undefined ? undefined : resolve(values.checkout),
		only: values.only,
		grep: values.grep,
		modes: chosen.length === 0 ? usual : chosen,
		goesOn: values.continue,
		isReport: values.report,
	};
}

function suiteNamed(name: string): SuiteName {
	const found = SUITES.find((suite) => suite === name);
	if (found !== undefined) return found;
	throw new Error(`--suite ${name}: there are ${SUITES.join(", ")}`);
}

function modeNamed(name: string): Mode {
	if (isMode(name)) return name;
	throw new Error(`--mode ${name}: there are ${MODES.join(", ")}`);
}
