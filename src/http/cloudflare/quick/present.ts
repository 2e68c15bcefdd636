import { encodeBase64 } from "hono/utils/encode";
import type { z } from "zod";
import type { Problem } from "../../../domain/problem.ts";
import type { QuickOutcome, QuickResult } from "../../../domain/quick/outcome.ts";
import type { QuickRequest } from "../../../domain/quick/request.ts";
import { refusalIn } from "../../refusal.ts";
import { CLOUDFLARE_CODES, cloudflareError } from "../problems.ts";
import { failureText } from "./failures.ts";

/** How long a browser worked on it, in milliseconds. Of answers whose status is below 500. */
export const BROWSER_TIME = "X-Browser-Ms-Used";

const MOST_ERRORS = 20;
const MOST_NAME = 200;

type Done = Extract<QuickOutcome, { readonly kind: "done" }>;
type File = Extract<QuickResult, { readonly kind: "file" }>;

/** What an action made, as its client gets it. */
export function presentDone({ result, meta, browserMs }: Done, request: QuickRequest): Response {
	const headers = { [BROWSER_TIME]: String(browserMs) };
	if (result.kind === "file") return presentFile(result, request, headers);
	const body = `{"success":true,"result":${result.json},"meta":${JSON.stringify(meta)}}`;
	return new Response(body, { headers: { ...headers, "content-type": "application/json" } });
}

function presentFile({ bytes, contentType }: File, request: QuickRequest, headers: Record<string, string>) {
	const isText = request.action === "screenshot" && request.screenshotOptions.encoding === "base64";
	if (!isText) return new Response(bytes, { headers: { ...headers, "content-type": contentType } });
	const url = `data:${contentType};base64,${encodeBase64(bytes.buffer)}`;
	return new Response(url, { headers: { ...headers, "content-type": "text/plain;charset=UTF-8" } });
}

/** Why the page could not be had, or what was asked of it. */
export function presentFailure({
	failure: { code, detail },
	browserMs,
}: Extract<QuickOutcome, { readonly kind: "failed" }>): Response {
	const { status, message } = failureText(code);
	const headers = status < 500 ? { [BROWSER_TIME]: String(browserMs) } : {};
	return Response.json({ success: false, errors: [{ code, message, detail }] }, { status, headers });
}

/** Everything that is wrong with what was asked for, each with its place. */
export function presentIssues(issues: readonly z.core.$ZodIssue[]): Response {
	const errors = issues.slice(0, MOST_ERRORS).map(({ message, path }) => ({
		code: CLOUDFLARE_CODES.invalid_request,
		message,
		path: path.map((part) => (typeof part === "number" ? part : String(part).slice(0, MOST_NAME))),
	}));
	return Response.json({ success: false, errors }, { status: 400, headers: { [BROWSER_TIME]: "0" } });
}

/** Why no browser did anything, or a model made nothing of what one did in so many milliseconds. */
export function presentRefusal(problem: Problem, browserMs = 0): Response {
	const response = refusalIn(cloudflareError, problem);
	if (response.status < 500) response.headers.set(BROWSER_TIME, String(browserMs));
	return response;
}
