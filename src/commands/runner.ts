import { type Problem, problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import { describeFault, log } from "../lib/log.ts";
import { TimeoutError, withTimeout } from "../lib/timeout.ts";
import type { Command, ContentType, Output, Prepared } from "./command.ts";
import type { CommandContext } from "./context.ts";
import { Deadline } from "./deadline.ts";
import { describeDialog, dialogOpen } from "./dialog.ts";
import { settle } from "./effects.ts";
import { problemOf } from "./faults.ts";
import { Refused } from "./refused.ts";
import { findCommand, unknownCommand } from "./registry.ts";
import { isResponsive } from "./responsive.ts";
import type { Interruption, Tab } from "./tab.ts";
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
/** Over all steps; an answer over 32 MiB can't leave the object. */
const MOST_CHARACTERS = 24 * 1024 * 1024;
const MOST_BATCH_MS = 600_000;
/** How much longer than its deadline a command may take to say itself what it waited for. */
const LAST_WORDS_MS = 500;

/**
 * Runs commands one after another and stops at the first that fails. A browser that is gone is a refusal of the whole:
 * with it nothing of what was done is left.
 */
export async function runCommands(
	tabs: Tabs,
	requests: readonly CommandRequest[],
): Promise<Result<BatchReport>> {
	if (requests.length > MOST_COMMANDS)
		return refuse(problem("invalid_request", `commands: ${MOST_COMMANDS} at most`));
	const results: StepReport[] = [];
	const end = Date.now() + MOST_BATCH_MS;
	let characters = 0;
	for (const request of requests) {
		const startedAt = Date.now();
		let step = await runCommand(tabs, request, end - startedAt);
		characters += step.data === undefined ? 0 : JSON.stringify(step.data).length;
		if (characters > MOST_CHARACTERS)
			step = failed(step, problem("result_too_large", `${step.command}: the results are over 24 MiB.`));
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

const crashed = (): Refused =>
	new Refused(
		"page_crashed",
		"The page crashed. navigate_to goes on in a new tab, tabs_close closes this one.",
	);

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
	const used = new Set<Tab>();
	try {
		const output = await undisturbed(command, prepared.value, { tabs, deadline, used });
		if (command.interacts === true) for (const tab of used) await settle(tab, tabs, deadline);
		return { success: true, ...about, ...present(output ?? {}) };
	} catch (thrown) {
		return failed(about, await whatFailed(thrown, name, tabs, deadline));
	} finally {
		deadline.abandon();
		for (const tab of used) tab.isDriven = false;
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

/** Runs a command until it is done, its time is over, or something happens to its page. */
async function undisturbed(
	command: Command,
	prepared: Prepared,
	{ tabs, deadline, used }: Pick<CommandContext, "tabs" | "deadline"> & { readonly used: Set<Tab> },
): Promise<Output | void> {
	let interrupted: ((interruption: Interruption) => void) | undefined;
	const interruption = new Promise<Interruption>((resolve) => {
		interrupted = resolve;
	});
	const watch = async (tab: Tab, mayShowDialog: boolean) => {
		if (used.has(tab)) return;
		used.add(tab);
		tab.isDriven = true;
		if (command.interacts === true) tab.navigations.mark();
		for (;;) {
			const what = await tab.interruption;
			if (what.kind === "dialog" && mayShowDialog) continue;
			interrupted?.(what);
			return;
		}
	};
	const context: CommandContext = {
		tabs,
		deadline,
		async tab(mayShowDialog = false) {
			const tab = await tabs.current(deadline);
			if (tab.isCrashed) throw crashed();
			if (tab.dialog !== undefined && !mayShowDialog) throw dialogOpen(tab.dialog);
			void watch(tab, mayShowDialog);
			return tab;
		},
	};
	const work = prepared.run(context).then((output) => ({ kind: "done", output }) as const);
	const outcome = await withTimeout(
		Promise.race([work, interruption]),
		deadline.leftMs + LAST_WORDS_MS,
		command.name,
	);
	switch (outcome.kind) {
		case "done":
			return outcome.output;
		case "crashed":
			throw crashed();
		case "closed":
			throw new Refused("page_closed", "The tab was closed while the command was at work.");
		case "dialog":
			// What was asked for happened; the page now waits for an answer, and the click's own does as well.
			if (command.kind === "action" && command.interacts === true)
				return { data: { dialog: describeDialog(outcome.dialog) } };
			throw dialogOpen(outcome.dialog);
	}
}

async function whatFailed(thrown: unknown, name: string, tabs: Tabs, deadline: Deadline): Promise<Problem> {
	const why = problemOf(thrown);
	if (why === undefined) {
		log("error", "command.failed", { command: name, fault: describeFault(thrown) });
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
