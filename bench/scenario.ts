import type { Backend } from "./backend.ts";

/** What Berth's value by the bare binding's should be. */
export type Aim = { readonly atMost: number } | { readonly atLeast: number };

export interface Figure {
	readonly name: string;
	readonly unit: "ms" | "msg/s" | "KB/min" | "actions/s";
	readonly aim?: Aim;
}

/** A scenario made ready and warm with one backend. */
export interface Prepared {
	/** Runs it once, for a value of each of the scenario's figures, in their order. */
	sample(): Promise<readonly number[]>;
	close(): Promise<void>;
}

export interface Scenario {
	readonly name: string;
	readonly figures: readonly Figure[];
	/** How many samples are taken of each backend unless the options say otherwise. */
	readonly rounds: number;
	prepare(backend: Backend): Promise<Prepared>;
}

export function meets(aim: Aim, ratio: number): boolean {
	return "atMost" in aim ? ratio <= aim.atMost : ratio >= aim.atLeast;
}
