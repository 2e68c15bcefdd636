import { createMiddleware } from "hono/factory";
import { problem } from "../domain/problem.ts";
import { readText } from "../lib/bounded-text.ts";
import type { BerthEnv } from "./context.ts";
import { ProblemError } from "./problem-error.ts";

const MAX_BODY_BYTES = 64 * 1024;

/**
 * Takes a body as JSON whatever its content type, and no body as `{}`: `curl -d` says that it sends a form, and
 * the validators would pass over such a body as if nothing had been asked for. Too long a one is a 413.
 */
export const jsonBody = createMiddleware<BerthEnv>(async (c, next) => {
	if (c.req.method === "GET" || c.req.method === "HEAD") return next();
	const text = await readText(c.req.raw.body, MAX_BODY_BYTES);
	if (text === undefined)
		throw new ProblemError(problem("payload_too_large", `A body may have ${MAX_BODY_BYTES} bytes.`));
	const headers = new Headers(c.req.raw.headers);
	headers.set("content-type", "application/json");
	headers.delete("content-length");
	c.req.raw = new Request(c.req.raw.url, {
		method: c.req.method,
		headers,
		body: text.trim() === "" ? "{}" : text,
		signal: c.req.raw.signal,
	});
	return next();
});
