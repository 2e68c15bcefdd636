import type { Caller } from "../../domain/caller.ts";
import { app } from "../app.ts";
import { envFor } from "../caller.ts";

/** What the wire protocol shares with Cloudflare's API. */
const DEVTOOLS = /^\/v1\/devtools(?=\/|$)/;
const ACQUIRE = /^\/v1\/devtools\/browser\/?$/;

/** Answers a Worker that calls any of Berth's APIs over a binding: it needs no token. */
export const fetchApi = (
	request: Request,
	env: Env,
	context: ExecutionContext,
	caller: Caller,
): Response | Promise<Response> => app.fetch(request, envFor(env, caller), context);

/** Answers what clients of the browser binding ask: `/v1/…`, at any host. */
export function fetchBinding(
	request: Request,
	env: Env,
	context: ExecutionContext,
	caller: Caller,
): Response | Promise<Response> {
	const url = new URL(request.url);
	if (ACQUIRE.test(url.pathname)) fillIn(url.searchParams, caller);
	// Berth has one engine, and what lies behind the API is nobody's choice.
	for (const name of ["location", "persistent"]) url.searchParams.delete(name);
	url.pathname = DEVTOOLS.test(url.pathname)
		? url.pathname.replace(DEVTOOLS, `/client/v4/accounts/${caller.account}/browser-rendering/devtools`)
		: `/binding${url.pathname}`;
	return fetchApi(new Request(url, request), env, context, caller);
}

/** What the binding says of sessions that say nothing. */
function fillIn(query: URLSearchParams, { keepAliveMs, waitMs }: Caller): void {
	const usual = { keep_alive: keepAliveMs, wait_ms: waitMs };
	for (const [name, value] of Object.entries(usual))
		if (value !== undefined && !query.has(name)) query.set(name, String(value));
}
