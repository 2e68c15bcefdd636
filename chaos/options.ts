import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";

export interface Options {
	readonly durationMs: number;
	/** Browsers at a time. */
	readonly sessions: number;
	readonly seed: number;
	/** Keep the run's files when everything held, too. */
	readonly keep: boolean;
}

export const usage = `npm run chaos -- [options]

  --minutes N     how long faults are made (2)
  --sessions M    how many browsers there may be at a time; twice as many clients want one (6)
  --seed S        a whole number that decides everything random, to have the same plan again
  --keep          keep the run's files when everything held, too`;

/** @throws with a message for people when the arguments are wrong; `undefined` when help was asked for */
export function readOptions(args: readonly string[]): Options | undefined {
	const { values } = parseArgs({
		args: [...args],
		options: {
			minutes: { type: "string", default: "2" },
			sessions: { type: "string", default: "6" },
			seed: { type: "string", default: String(randomInt(1_000_000)) },
			keep: { type: "boolean", default: false },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) return undefined;
	return {
		durationMs: Math.round(numberOf("minutes", values.minutes, 0.1) * 60_000),
		sessions: Math.round(numberOf("sessions", values.sessions, 2)),
		seed: Math.round(numberOf("seed", values.seed, 0)),
		keep: values.keep,
	};
}

function numberOf(name: string, text: string, least: number): number {
	const value = Number(text);
	if (text !== "" && value >= least && Number.isFinite(value)) return value;
	throw new Error(`--${name} ${text}: not a number from ${least} on`);
}
