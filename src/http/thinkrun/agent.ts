import { OpenAPIHono } from "@hono/zod-openapi";
import { problem } from "../../domain/problem.ts";
import { accountOfToken, authenticateByApiKey, requireWrite } from "../auth.ts";
import type { BerthEnv } from "../context.ts";
import { allowOnly } from "../method-not-allowed.ts";
import { ProblemError } from "../problem-error.ts";

const EXECUTE = "/api/agent/execute";

const noAgent = problem(
	"model_not_configured",
	"Berth has no agent: no task is carried out by a model yet. POST /api/sessions/{id}/extract has one read a page.",
);

/** ThinkRun's agent, which is refused in words that say so. */
export const thinkrunAgent = new OpenAPIHono<BerthEnv>();

thinkrunAgent.use(EXECUTE, authenticateByApiKey, accountOfToken);
thinkrunAgent.post(EXECUTE, requireWrite, () => {
	throw new ProblemError(noAgent);
});
thinkrunAgent.all(EXECUTE, allowOnly("POST"));
