import { createMiddleware } from "hono/factory";
import { problem } from "../domain/problem.ts";
import type { BerthEnv } from "./context.ts";
import { ProblemError } from "./problem-error.ts";

const MOST_HEADERS = 200;
const MOST_CHARACTERS = 64 * 1024;

/** Refuses a request with more headers than any client has a use for; workerd itself takes some hundred kilobytes. */
export const boundHeaders = createMiddleware<BerthEnv>(async (c, next) => {
	let count = 0;
	let length = 0;
	for (const [name, value] of c.req.raw.headers) {
		count += 1;
		length += name.length + value.length;
	}
	if (count > MOST_HEADERS || length > MOST_CHARACTERS)
		throw new ProblemError(
			problem(
				"headers_too_large",
				`A request may have ${MOST_HEADERS} headers with ${MOST_CHARACTERS} characters.`,
			),
		);
	await next();
});
