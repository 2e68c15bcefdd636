import type { Context, Handler } from "hono";
import { problem } from "../domain/problem.ts";
import type { BerthEnv } from "./context.ts";
import { ProblemError } from "./problem-error.ts";

/** The last handler of a path: refuses whatever method the ones before it don't take. */
export const allowOnly =
	(...methods: string[]): Handler<BerthEnv> =>
	(c: Context<BerthEnv>) => {
		const message = `${c.req.method} is not allowed here; ${methods.join(" and ")} ${methods.length === 1 ? "is" : "are"}.`;
		throw new ProblemError({ ...problem("method_not_allowed", message), allow: methods });
	};
