import type { Context } from "hono";
import { accountOfSession } from "../catalog/sessions.ts";
import { connectUrl, type ConnectRequest } from "../domain/connect.ts";
import { type Problem, problem } from "../domain/problem.ts";
import { ok, refuse, type Result } from "../domain/result.ts";
import type { SessionOptions, SessionRecord } from "../domain/session.ts";
import type { Session } from "../session/session.ts";
import { readCatalog } from "./catalog-access.ts";
import type { BerthEnv } from "./context.ts";

type SessionStub = DurableObjectStub<Session>;

/** Starts a session in the request's account. */
export async function createSession(
	c: Context<BerthEnv>,
	options: SessionOptions,
): Promise<Result<SessionRecord>> {
	const { maxKeepAliveMs } = c.var.config;
	if (options.keepAliveMs > maxKeepAliveMs)
		return refuse(problem("invalid_request", `keep_alive: must be ${maxKeepAliveMs} at most`));
	const id = crypto.randomUUID();
	return c.env.SESSION.getByName(id).create(id, c.var.account, options);
}

/**
 * The object of a session of this account. Whose it is is looked up in the catalog, so that a guessed id wakes
 * nothing; another account's session answers as an unknown one.
 */
export async function findSession(
	c: Context<BerthEnv>,
	id: string,
	account = c.var.account,
): Promise<Result<SessionStub>> {
	const owner = await ownerOf(c, id);
	return owner === account
		? ok(c.env.SESSION.getByName(id))
		: refuse(problem("session_not_found", "Session not found."));
}

/** The object of a session that a signed URL names, whatever its account. */
export async function findSignedSession(c: Context<BerthEnv>, id: string): Promise<Result<SessionStub>> {
	const owner = await ownerOf(c, id);
	return owner === undefined
		? refuse(problem("session_not_found", "Session not found."))
		: ok(c.env.SESSION.getByName(id));
}

const ownerOf = (c: Context<BerthEnv>, id: string): Promise<string | undefined> =>
	readCatalog(c.env.CATALOG, () => accountOfSession(c.env.CATALOG, id));

/** Hands a client's upgrade to the session: the 101 that opens the socket, or why there is none. */
export async function connectClient(
	session: SessionStub,
	upgrade: Request,
	request: ConnectRequest,
): Promise<Result<Response>> {
	// Of the client's headers only the handshake goes on; tokens stop here.
	const headers = new Headers({ Upgrade: "websocket" });
	const extensions = upgrade.headers.get("Sec-WebSocket-Extensions");
	if (extensions !== null) headers.set("Sec-WebSocket-Extensions", extensions);
	const response = await session.fetch(connectUrl(request), { headers });
	return response.status === 101 ? ok(response) : refuse(await response.json<Problem>());
}
