import { type Problem, problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { sizeOnWire } from "../lib/json.ts";
import { describeFault, log } from "../lib/log.ts";
import { TimeoutError } from "../lib/timeout.ts";
import { Attempt } from "./attempt.ts";
import type { ContentType, Output } from "./command.ts";
import { Deadline } from "./deadline.ts";
import { dialogOpen } from "./dialog.ts";
import { problemOf } from "./faults.ts";
import { findCommand, unknownCommand } from "./registry.ts";
import { isResponsive } from "./responsive.ts";
import type { Tabs } from "./tabs.ts";

/** What a command asks for, as it came in. */
export interface CommandRequest {
	readonly command: string;
	readonly data?: unknown;
}

/** JSON; not spelt out any deeper, which the types of calls between objects do not end on. */
export type Json = string | number | boolean | object | null;

export interface StepReport {
	readonly success: boolean;
	/** The command's name, an alias resolved. */
	readonly command: string;
	/** Absent for a command that does not exist. */
	readonly commandType?: "action" | "extraction";
	readonly contentType?: ContentType;
	readonly data?: Json;
	/** The whole length, in characters, of data that was cut. */
	readonly truncatedFrom?: number;
	readonly problem?: Problem;
	readonly durationMs: number;
}

export interface BatchReport {
	readonly success: boolean;
	readonly stepsCompleted: number;
	readonly totalSteps: number;
	readonly results: readonly StepReport[];
}

export const MOST_COMMANDS = 100;

/** What all steps together may take. */
export interface BatchBounds {
	readonly mostMs: number;
	/** Of what they give back. */
	readonly mostBytes: number;
}

/** An answer over 32 MiB can't leave the object. */
const BATCH_BOUNDS: BatchBounds = { mostMs: 600_000, mostBytes: 24 * 1024 * 1024 };

/**
 * Runs commands one after another and stops at the first that fails. A browser that is gone is a refusal of the whole:
 * with it nothing of what was done is left.
 */
export async function runCommands(
	tabs: Tabs,
	requests: readonly CommandRequest[],
	{ mostMs, mostBytes }: BatchBounds = BATCH_BOUNDS,
): Promise<Result<BatchReport>> {
	if (requests.length > MOST_COMMANDS)
		return refuse(problem("invalid_request", `commands: ${MOST_COMMANDS} at most`));
	const results: StepReport[] = [];
	const end = Date.now() + mostMs;
	let bytes = 0;
	for (const request of requests) {
		const startedAt = Date.now();
		let step = await runCommand(tabs, request, end - startedAt);
		bytes += sizeOnWire(step.data ?? null);
		if (bytes > mostBytes)
			step = failed(
				step,
				problem("result_too_large", `${step.command}: the results are over ${mostBytes / 2 ** 20} MiB.`),
			);
		if (step.problem?.code === "browser_unreachable") return refuse(step.problem);
		results.push({ ...step, durationMs: Date.now() - startedAt });
		if (!step.success) break;
	}
	const stepsCompleted = results.filter(({ success }) => success).length;
	return ok({
		success: stepsCompleted === requests.length,
		stepsCompleted,
		totalSteps: requests.length,
		results,
	});
}

type Step = Omit<StepReport, "durationMs">;

const failed = ({ command, commandType }: Pick<Step, "command" | "commandType">, why: Problem): Step => ({
	success: false,
	command,
	...(commandType !== undefined && { commandType }),
	problem: why,
});

async function runCommand(tabs: Tabs, request: CommandRequest, leftMs: number): Promise<Step> {
	const command = findCommand(request.command);
	if (command === undefined) return failed(request, unknownCommand(request.command));
	const { name, kind } = command;
	const about = { command: name, commandType: kind };
	const prepared = command.prepare(request.data);
	if (!prepared.ok) return failed(about, prepared.problem);

	const deadline = new Deadline(Math.max(1, Math.min(prepared.value.timeoutMs, leftMs)));
	const attempt = new Attempt(command, tabs, deadline);
	try {
		return { success: true, ...about, ...present((await attempt.run(prepared.value)) ?? {}) };
	} catch (thrown) {
		return failed(about, await whatFailed(thrown, name, tabs, deadline));
	} finally {
		attempt.end();
	}
}

function present({ data, contentType, truncatedFrom }: Output): Partial<Step> {
	if (data === undefined) return {};
	return {
		data,
		contentType: contentType ?? (typeof data === "string" ? "string" : "data"),
		...(truncatedFrom !== undefined && { truncatedFrom }),
	};
}

async function whatFailed(thrown: unknown, name: string, tabs: Tabs, deadline: Deadline): Promise<Problem> {
	const why = problemOf(thrown);
	if (why === undefined) {
		// What a page threw may hold what was typed into it.
		const isOfPage = thrown instanceof Error && thrown.stack?.includes("pptr:") === true;
		log("error", "command.failed", { command: name, fault: isOfPage ? thrown.name : describeFault(thrown) });
		return problem("internal", "Internal error.");
	}
	const isTimeout = thrown instanceof TimeoutError || why.code === "command_timed_out";
	const tab = tabs.attachedCurrent;
	if (!isTimeout || tab === undefined) return why;
	if (tab.dialog !== undefined) return dialogOpen(tab.dialog).problem;
	if (!(await isResponsive(tab)))
		return problem(
			"page_unresponsive",
			`The page did not answer within ${deadline.timeoutMs} ms: its scripts keep it busy.`,
		);
	return thrown instanceof TimeoutError
		? problem("command_timed_out", `${name} took longer than ${deadline.timeoutMs} ms.`)
		: why;
}
