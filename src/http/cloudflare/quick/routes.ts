import { waitUntil } from "cloudflare:workers";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { portOf } from "../../../domain/machine-address.ts";
import { QUICK_ACTIONS } from "../../../domain/quick/request.ts";
import { authenticate, authorizeAccount, requireWrite } from "../../auth.ts";
import type { BerthEnv } from "../../context.ts";
import { takenJson } from "../../json-body.ts";
import { allowOnly } from "../../method-not-allowed.ts";
import { answerQuick } from "./answer.ts";
import { deskFor, type QuickCaller } from "./desk.ts";
import { quickOperation } from "./operations.ts";
import { BROWSER_TIME } from "./present.ts";

/** A refusal costs no browser time, and says so, wherever it was made. */
const sayBrowserTime = createMiddleware<BerthEnv>(async (c, next) => {
	await next();
	if (c.res.status < 500 && !c.res.headers.has(BROWSER_TIME)) c.header(BROWSER_TIME, "0");
});

/** Cloudflare's quick actions: one page each, in a browser that many share or in a session's. */
export const quickActions = new OpenAPIHono<BerthEnv>();

for (const action of QUICK_ACTIONS) {
	const path = `/${action}`;
	// Not `openapi`: its validators would read the body once more, and refuse in other words.
	quickActions.openAPIRegistry.registerPath(quickOperation(action));
	quickActions.use(path, sayBrowserTime, authenticate, authorizeAccount);
	quickActions.post(path, requireWrite, (c) =>
		answerQuick(deskFor(callerOf(c)), { action, body: takenJson(c), options: optionsIn(c) }),
	);
	quickActions.all(path, allowOnly("POST"));
}

/** What is said twice is shown as such, and refused. */
const optionsIn = (c: Context<BerthEnv>): Record<string, string | string[] | undefined> =>
	Object.fromEntries(
		Object.entries(c.req.queries()).map(([name, values]) => [name, values.length > 1 ? values : values[0]]),
	);

function callerOf(c: Context<BerthEnv>): QuickCaller {
	const { env, req } = c;
	const { config, account } = c.var;
	return { env, config, account, berthPort: portOf(new URL(req.url)), signal: req.raw.signal, waitUntil };
}
