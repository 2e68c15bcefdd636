import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Scenario } from "./scenario.ts";

export interface Options {
	readonly scenarios: readonly Scenario[];
	/** How many samples of each; each scenario's own number when undefined. */
	readonly rounds: number | undefined;
	/** How many pairs to take of each way of watching a session, in place of the usual table. */
	readonly pairs: number | undefined;
	readonly jsonFile: string | undefined;
	/** Other checkouts of Berth, to be measured as well. */
	readonly against: readonly string[];
	readonly isStrict: boolean;
}

export const usage = `npm run bench -- [options]

  --only NAME      a scenario to run, several times for several
  --rounds N       how many samples to take of each
  --pairs N        what the log, guardrails and recordings cost, in N interleaved pairs, instead of the rest
  --against DIR    another checkout to measure the Berth of as well, several times for several
  --json FILE      write every sample
  --strict         exit with 1 when an aim is missed`;

/** @throws with a message for people when the arguments are wrong; `undefined` when help was asked for */
export function readOptions(args: readonly string[], scenarios: readonly Scenario[]): Options | undefined {
	const { values } = parseArgs({
		args: [...args],
		options: {
			only: { type: "string", multiple: true },
			rounds: { type: "string" },
			pairs: { type: "string" },
			against: { type: "string", multiple: true, default: [] },
			json: { type: "string" },
			strict: { type: "boolean", default: false },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) return undefined;
	return {
		scenarios: values.only === undefined ? scenarios : values.only.map((name) => named(name, scenarios)),
		rounds: countIn("--rounds", values.rounds),
		pairs: countIn("--pairs", values.pairs),
		jsonFile: values.json,
		against: values.against.map((folder) => resolve(folder)),
		isStrict: values.strict,
	};
}

function countIn(option: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const count = Number(text);
	if (Number.isInteger(count) && count > 0) return count;
	throw new Error(`${option} ${text}: not a number of them`);
}

function named(name: string, scenarios: readonly Scenario[]): Scenario {
	const found = scenarios.find((scenario) => scenario.name === name);
	if (found !== undefined) return found;
	throw new Error(`--only ${name}: there are ${scenarios.map((scenario) => scenario.name).join(", ")}`);
}
