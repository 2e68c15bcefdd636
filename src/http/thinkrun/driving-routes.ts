import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { mistakeInOne } from "../../commands/check.ts";
import { problem } from "../../domain/problem.ts";
import { linkTo } from "../artifact-links.ts";
import { requireWrite } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { json } from "../declarations.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { ProblemError } from "../problem-error.ts";
import { refuseInvalid } from "../problems.ts";
import { callSession } from "../sessions.ts";
import { answerOf, dataOf, type Drive, DRIVES } from "./driving.ts";
import { idParams } from "./schemas.ts";

/** How long a call waits for a session that is still starting: its create was answered before there was a browser. */
const START_PATIENCE_MS = 30_000;

const done = z
	.object({ success: z.literal(true) })
	.openapi("ThinkrunDone", { description: "With what the call repeats of its request, and what it gave" });

const declare = ({ name, summary, body }: Drive) =>
	createRoute({
		method: "post",
		path: `/api/sessions/{id}/${name}`,
		summary,
		middleware: requireWrite,
		request: {
			params: idParams,
			body: { content: { "application/json": { schema: body } }, required: true },
		},
		responses: { 200: json(done, "It is done") },
	});

/** The calls that do something in a session's page; below the sessions, which ask who it is. */
export const thinkrunDriving = new OpenAPIHono<BerthEnv>({ defaultHook: refuseInvalid });

for (const drive of DRIVES) {
	thinkrunDriving.openapi(declare(drive), async (c) => {
		const { id } = c.req.valid("param");
		const asked = c.req.valid("json");
		const command = { command: drive.command, data: dataOf(asked) };
		const mistake = mistakeInOne(command);
		if (mistake !== undefined) throw new ProblemError(mistake);
		const { results } = await callSession(c, id, (session) => session.run([command], START_PATIENCE_MS));
		const [step] = results;
		if (step === undefined) throw new Error("a command without a report");
		if (!step.success) throw new ProblemError(step.problem ?? problem("internal", "Internal error."));
		const { artifact, artifactProblem, truncatedFrom } = step;
		return c.json(
			{
				success: true as const,
				...answerOf(drive, asked, step.data),
				...(truncatedFrom !== undefined && { truncatedFrom }),
				...(artifact && {
					artifact: { objectId: artifact.objectId, publicUrl: await linkTo(c, id, artifact) },
				}),
				...(artifactProblem && { warnings: [`It was not kept: ${artifactProblem.message}`] }),
			},
			200,
		);
	});
	thinkrunDriving.all(`/api/sessions/:id/${drive.name}`, allowOnly("POST"));
}
