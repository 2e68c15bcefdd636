import { createMiddleware } from "hono/factory";
import { problem } from "../domain/problem.ts";
import type { BerthEnv } from "./context.ts";
import { ProblemError } from "./problem-error.ts";

/** No name that others give out leads here under one of these. A proxy in front of Berth often asks by them. */
const OWN_MACHINE = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Where `PUBLIC_URL` says what Berth is called, a request that calls it otherwise is refused: it comes from a page whose own
 * name was made to lead here, or from a client that should not get used to it. Another Worker's call over a service binding
 * has no `Host`.
 */
export const checkHost = createMiddleware<BerthEnv>(async (c, next) => {
	const { publicUrl } = c.var.config;
	const host = c.req.header("Host");
	const isForeign = publicUrl !== "" && host !== undefined && !isCalled(host, new URL(publicUrl));
	if (isForeign) throw new ProblemError(problem("host_forbidden", `This Berth is at ${publicUrl}.`));
	await next();
});

/** A `Host` may repeat the port that its scheme has anyway. */
const isCalled = (asked: string, { protocol, host }: URL): boolean =>
	OWN_MACHINE.test(asked) || URL.parse(`${protocol}//${asked}`)?.host === host;
