import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { mistakeIn } from "../../commands/check.ts";
import { type BatchReport, MOST_COMMANDS, type StepReport } from "../../commands/runner.ts";
import type { Result } from "../../domain/result.ts";
import type { Session } from "../../session/session.ts";
import { knownFields } from "../../lib/known-fields.ts";
import { accountOfToken, authenticateByApiKey, requireWrite } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { ProblemError } from "../problem-error.ts";
import { refuseInvalid } from "../problems.ts";
import { presentArtifact } from "./present-artifact.ts";
import { askSession } from "./implicit-session.ts";

const body = knownFields({
	commands: z
		.array(knownFields({ command: z.string(), data: z.unknown().optional() }))
		.min(1)
		.max(MOST_COMMANDS),
	session_id: z.string().optional(),
	headless: z.boolean().optional(),
	/** Browsr's own clients send it for their logs. */
	context: z.unknown().optional(),
});

const report = z
	.object({
		success: z.boolean(),
		steps_completed: z.number(),
		total_steps: z.number(),
		/** `success`, `command_type`, `content_type`, `data`, `error`; Berth's own `code`, `truncated_from` of data that was cut, and
		 * `artifact` (`object_id`, `url`) or `artifact_skipped` of what is kept. */
		results: z.array(z.unknown().openapi({ type: "object" })),
		session_id: z.string(),
	})
	.openapi("BrowsrCommandReport");

const declare = (path: string) =>
	createRoute({
		method: "post",
		path,
		summary: "Run commands in a session's browser, one after another, until one fails",
		middleware: [authenticateByApiKey, accountOfToken, requireWrite] as const,
		request: { body: { content: { "application/json": { schema: body } }, required: true } },
		responses: { 200: json(report, "What came of each") },
	});

/** Browsr's commands, under their present and their older address. */
export const browsrCommands = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

for (const path of ["/commands", "/browser/commands"]) {
	browsrCommands.openapi(declare(path), async (c) => {
		const { commands, session_id } = c.req.valid("json");
		const mistake = mistakeIn(commands);
		if (mistake !== undefined) throw new ProblemError(mistake);
		const run = (stub: DurableObjectStub<Session>): Promise<Result<BatchReport>> => stub.run(commands);
		const { sessionId, answer } = await askSession(c, session_id, run);
		return c.json(await present(c, answer, sessionId), 200);
	});
	browsrCommands.all(path, authenticateByApiKey, allowOnly("POST"));
}

async function present(
	c: Context<BerthEnv>,
	{ success, stepsCompleted, totalSteps, results }: BatchReport,
	sessionId: string,
) {
	return {
		success,
		steps_completed: stepsCompleted,
		total_steps: totalSteps,
		results: await Promise.all(results.map((step) => presentStep(c, step, sessionId))),
		session_id: sessionId,
	};
}

async function presentStep(c: Context<BerthEnv>, step: StepReport, sessionId: string) {
	const { success, commandType, contentType, data, problem, truncatedFrom, artifact, artifactProblem } = step;
	return {
		success,
		command_type: commandType,
		content_type: contentType,
		data,
		error: problem?.message,
		code: problem?.code,
		truncated_from: truncatedFrom,
		artifact: artifact && (await presentArtifact(c, sessionId, artifact)),
		artifact_skipped: artifactProblem?.message,
	};
}
