import type { Context } from "hono";
import { problem } from "../domain/problem.ts";
import { QUICK_BODIES } from "../domain/quick/request.ts";
import { readText } from "../lib/bounded-text.ts";
import { exceededBound, parseJson } from "../lib/json.ts";
import type { BerthEnv } from "./context.ts";
import { ProblemError } from "./problem-error.ts";

const MAX_BODY_BYTES = 64 * 1024;
/** Commands give pages texts and files, and a text to keep has up to 500 KB, for one of which JSON may take two and more. */
const MAX_CONTENT_BYTES = 2 * 1024 * 1024;
/** The markup of a page, which crosses to the session's object with two bytes for each character, in 32 MiB at most. */
const MAX_PAGE_BYTES = 10 * 1024 * 1024;
/** What is nested some thousand levels deep can't be handed to a session's object. */
const MOST_LEVELS = 200;
/** Parsing and checking 200,000 of them takes a second, which everybody in the isolate would wait for. */
const MOST_VALUES = 20_000;
/** A proxy whose request is cut off in the middle, as that of `wrangler dev`, passes the answer to it on to nobody. */
const PASSED_OVER_BYTES = 16 * 1024 * 1024;
const TAKES_CONTENT =
	/^\/(?:(?:browser\/)?commands$|api\/sessions\/[^/]+\/|berth\/v1\/sessions\/[^/]+\/artifacts(?:\/|$))/;

/**
 * Takes a body as JSON whatever its content type, and no body as `{}`: `curl -d` says that it sends a form, and
 * the validators would pass over such a body as if nothing had been asked for. Too long a one is a 413, and one
 * that is nested too deeply, or holds too much, a 400. Runs once it is known who asks: nobody else's body is read.
 */
export async function takeJsonBody(c: Context<BerthEnv>): Promise<void> {
	if (c.req.method === "GET" || c.req.method === "HEAD" || taken.has(c.req.raw)) return;
	const maxBytes = limitAt(c.req.path);
	const text = await readText(c.req.raw.body, maxBytes, PASSED_OVER_BYTES);
	if (text === undefined)
		throw new ProblemError(problem("payload_too_large", `A body may have ${maxBytes} bytes.`));
	const exceeded = exceededBound({ levels: MOST_LEVELS, values: MOST_VALUES }, text);
	if (exceeded !== undefined) throw new ProblemError(problem("invalid_request", BOUND_TEXTS[exceeded]));
	if (takesPage(c.req.path)) {
		texts.set(c.req.raw, text);
		taken.add(c.req.raw);
		return;
	}
	const headers = new Headers(c.req.raw.headers);
	headers.set("content-type", "application/json");
	headers.delete("content-length");
	c.req.raw = new Request(c.req.raw.url, {
		method: c.req.method,
		headers,
		body: text.trim() === "" ? "{}" : text,
		signal: c.req.raw.signal,
	});
	taken.add(c.req.raw);
}

const BOUND_TEXTS = {
	levels: `A body may be nested ${MOST_LEVELS} levels deep.`,
	values: `A body may hold ${MOST_VALUES} items and fields.`,
};

/** Some paths ask twice who it is. */
const taken = new WeakSet<Request>();

/** The bodies of quick actions: one more copy of each would be too much for the isolate's memory. */
const texts = new WeakMap<Request, string>();

/**
 * The text that {@link takeJsonBody} took of a quick action's body, given out once. Refuses with `invalid_request` what
 * is no JSON.
 */
export function takenJson(c: Context<BerthEnv>): unknown {
	const text = texts.get(c.req.raw)?.trim() ?? "";
	texts.delete(c.req.raw);
	if (text === "") return {};
	const body = parseJson(text);
	if (body === undefined) throw new ProblemError(problem("invalid_request", "The body is not JSON."));
	return body;
}

const QUICK = /^\/client\/v4\/accounts\/[^/]+\/browser-(?:rendering|run)\/(\w+)\/?$/;

const takesPage = (path: string): boolean => Object.hasOwn(QUICK_BODIES, QUICK.exec(path)?.[1] ?? "");

function limitAt(path: string): number {
	if (takesPage(path)) return MAX_PAGE_BYTES;
	return TAKES_CONTENT.test(path) ? MAX_CONTENT_BYTES : MAX_BODY_BYTES;
}
