import type { Artifact, NewArtifact } from "../domain/artifact.ts";
import { type Problem, problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import type { LanguageModel } from "../model/language-model.ts";
import { sizeOnWire } from "../lib/json.ts";
import { describeFault, log } from "../lib/log.ts";
import { TimeoutError } from "../lib/timeout.ts";
import { Attempt } from "./attempt.ts";
import type { ContentType, Output } from "./command.ts";
import type { WantedDownload } from "./context.ts";
import { Deadline } from "./deadline.ts";
import { dialogOpen } from "./dialog.ts";
import { problemOf } from "./faults.ts";
import { findCommand, unknownCommand } from "./registry.ts";
import { isResponsive } from "./responsive.ts";
import type { Tab } from "./tab.ts";
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
	/** What was kept of it. */
	readonly artifact?: Artifact;
	/** Why it was not kept; the command has succeeded nevertheless. */
	readonly artifactProblem?: Problem;
	readonly durationMs: number;
}

export interface BatchReport {
	readonly success: boolean;
	readonly stepsCompleted: number;
	readonly totalSteps: number;
	readonly results: readonly StepReport[];
}

/** What becomes of commands beside their answer. */
export interface CommandHost {
	/** Keeps what a command has made. */
	keep(made: NewArtifact): Promise<Result<Artifact>>;
	/** What became of a download; `undefined` where the session keeps none, none began, or its time is over. */
	download(wanted: WantedDownload): Promise<Result<Artifact> | undefined>;
	/** The operator's language model, for a command. Refuses with `model_not_configured`. */
	model(command: string): Result<LanguageModel>;
	/** A command is done, well or not; the browser was used for it for so many milliseconds. */
	done(request: CommandRequest, step: StepReport, startedAt: number, browserMs: number): void;
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
 * with it nothing of what was done is left. `lost` resolves when the connection to it is gone.
 */
export async function runCommands(
	tabs: Tabs,
	requests: readonly CommandRequest[],
	host: CommandHost,
	lost: Promise<Problem>,
	{ mostMs, mostBytes }: BatchBounds = BATCH_BOUNDS,
): Promise<Result<BatchReport>> {
	if (requests.length > MOST_COMMANDS)
		return refuse(problem("invalid_request", `commands: ${MOST_COMMANDS} at most`));
	const results: StepReport[] = [];
	const end = Date.now() + mostMs;
	let bytes = 0;
	for (const request of requests) {
		const startedAt = Date.now();
		const cutOff = lost.then((why): Ran => ({ step: failed({ command: nameOf(request) }, why) }));
		const ran = await Promise.race([runCommand(tabs, request, host, end - startedAt), cutOff]);
		const browserMs = Date.now() - startedAt;
		let { step } = ran;
		bytes += sizeOnWire(step.data ?? null);
		if (bytes > mostBytes)
			step = failed(
				step,
				problem("result_too_large", `${step.command}: the results are over ${mostBytes / 2 ** 20} MiB.`),
			);
		else if (ran.artifact !== undefined) step = { ...step, ...kept(await host.keep(ran.artifact)) };
		const report = { ...step, durationMs: Date.now() - startedAt };
		host.done(request, report, startedAt, browserMs);
		if (step.problem?.code === "browser_unreachable") return refuse(step.problem);
		results.push(report);
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

const nameOf = ({ command }: CommandRequest): string => findCommand(command)?.name ?? command;

type Step = Omit<StepReport, "durationMs">;

interface Ran {
	readonly step: Step;
	readonly artifact?: NewArtifact | undefined;
}

const kept = (result: Result<Artifact>): Partial<Step> =>
	result.ok ? { artifact: result.value } : { artifactProblem: result.problem };

const failed = ({ command, commandType }: Pick<Step, "command" | "commandType">, why: Problem): Step => ({
	success: false,
	command,
	...(commandType !== undefined && { commandType }),
	problem: why,
});

async function runCommand(
	tabs: Tabs,
	request: CommandRequest,
	host: CommandHost,
	leftMs: number,
): Promise<Ran> {
	const command = findCommand(request.command);
	if (command === undefined) return { step: failed(request, unknownCommand(request.command)) };
	const { name, kind } = command;
	const about = { command: name, commandType: kind };
	const prepared = command.prepare(request.data);
	if (!prepared.ok) return { step: failed(about, prepared.problem) };

	const deadline = new Deadline(Math.max(1, Math.min(prepared.value.timeoutMs, leftMs)));
	const attempt = new Attempt(command, tabs, deadline, host);
	try {
		const output = (await attempt.run(prepared.value)) ?? {};
		return { step: { success: true, ...about, ...present(output) }, artifact: output.artifact };
	} catch (thrown) {
		return { step: failed(about, await whatFailed(thrown, name, attempt)) };
	} finally {
		attempt.end();
	}
}

function present({ data, contentType, truncatedFrom, download }: Output): Partial<Step> {
	if (data === undefined) return {};
	return {
		data,
		...(download !== undefined && { artifact: download }),
		contentType: contentType ?? (typeof data === "string" ? "string" : "data"),
		...(truncatedFrom !== undefined && { truncatedFrom }),
	};
}

/** Chrome answers nothing about a page that is being left until something comes in its place. */
const whySilent = ({ navigations }: Tab): string =>
	navigations.isBeingLeft
		? "it is being left for an address that does not answer"
		: "its scripts keep it busy";

async function whatFailed(thrown: unknown, name: string, attempt: Attempt): Promise<Problem> {
	const { tabs, deadline, obstacle } = attempt;
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
			`The page did not answer within ${deadline.timeoutMs} ms: ${whySilent(tab)}.`,
		);
	if (obstacle !== undefined) return obstacle.problem;
	return thrown instanceof TimeoutError
		? problem("command_timed_out", `${name} took longer than ${deadline.timeoutMs} ms.`)
		: why;
}
