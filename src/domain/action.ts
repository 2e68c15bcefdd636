import type { ProblemCode } from "./problem.ts";

/** Something that was done in a session: a command, or a call that drives its browser. */
export interface Action {
	/** Grows by one with each action of the session. */
	readonly seq: number;
	/** A command's name, or the call's. */
	readonly type: string;
	/** Epoch milliseconds. */
	readonly startedAt: number;
	readonly durationMs: number;
	/** How long the browser was used for it, which is what it cost. */
	readonly browserMs: number;
	readonly success: boolean;
	/** What was asked for, without what may be secret. */
	readonly details: object;
	readonly error?: { readonly code: ProblemCode; readonly message: string };
}

/** What actions are counted as, beside being actions. */
export type Counted = "navigation" | "screenshot";

export interface NewAction extends Omit<Action, "seq"> {
	readonly counted: readonly Counted[];
}

/** How much was done in a session, from its start. */
export interface ActionCounts {
	readonly actionCount: number;
	/** Pages that commands and calls went to. */
	readonly navigationCount: number;
	readonly screenshotCount: number;
}
