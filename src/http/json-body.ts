import { createMiddleware } from "hono/factory";
import { problem } from "../domain/problem.ts";
import { readText } from "../lib/bounded-text.ts";
import { isDeeperThan } from "../lib/json.ts";
import type { BerthEnv } from "./context.ts";
import { ProblemError } from "./problem-error.ts";

const MAX_BODY_BYTES = 64 * 1024;
/** A text to keep has up to 500 KB, and JSON may take two bytes and more for one of it. */
const MAX_TEXT_BODY_BYTES = 2 * 1024 * 1024;
/** What is nested some thousand levels deep can't be handed to a session's object. */
const MOST_LEVELS = 200;
/** A proxy whose request is cut off in the middle, as that of `wrangler dev`, passes the answer to it on to nobody. */
const PASSED_OVER_BYTES = 16 * 1024 * 1024;
const KEEPS_TEXT = /^\/(?:berth\/v1|api)\/sessions\/[^/]+\/artifacts(?:\/|$)/;

/**
 * Takes a body as JSON whatever its content type, and no body as `{}`: `curl -d` says that it sends a form, and
 * the validators would pass over such a body as if nothing had been asked for. Too long a one is a 413, and one
 * that is nested too deeply a 400.
 */
export const jsonBody = createMiddleware<BerthEnv>(async (c, next) => {
	if (c.req.method === "GET" || c.req.method === "HEAD") return next();
	const maxBytes = limitAt(c.req.path);
	const text = await readText(c.req.raw.body, maxBytes, PASSED_OVER_BYTES);
	if (text === undefined)
		throw new ProblemError(problem("payload_too_large", `A body may have ${maxBytes} bytes.`));
	if (isDeeperThan(MOST_LEVELS, text))
		throw new ProblemError(problem("invalid_request", `A body may be nested ${MOST_LEVELS} levels deep.`));
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

const limitAt = (path: string): number => (KEEPS_TEXT.test(path) ? MAX_TEXT_BODY_BYTES : MAX_BODY_BYTES);
