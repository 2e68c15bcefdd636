import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signAccess } from "../../src/links/access-token.ts";
import {
	ADMIN,
	bearer,
	call,
	connect,
	type Created,
	createSession,
	deleteSession,
	linkSourceOf,
	DEVTOOLS,
	makeToken,
	ORIGIN,
} from "./berth.ts";

const statusOf = async (method: string, path: string, headers: Record<string, string>): Promise<number> =>
	(await call(method, path, { headers })).status;

/** Asks for a browser as a client does that has its token in the address. */
const found = (sessionId: string, token: string) =>
	call<Created>("GET", `${DEVTOOLS}/browser/${sessionId}/json/version?token=${token}`, { headers: {} });

let session: Created;
let page: string;

beforeAll(async () => {
	session = await createSession("keep_alive=600000&targets=true");
	page = session.targets?.[0]?.id ?? "";
});
afterAll(() => deleteSession(session.sessionId));

describe("who is asking", () => {
	test.each<[string, Record<string, string>]>([
		["no token", {}],
		["a wrong token", bearer("wrong")],
		["an empty token", { Authorization: "Bearer " }],
		["another scheme", { Authorization: "Basic YWRtaW46YWRtaW4=" }],
		["a key without an e-mail", { "X-Auth-Key": "admin-token-of-the-tests" }],
		[
			"the admin token with an e-mail that is not the admin's",
			{ "X-Auth-Email": "a@b.example", "X-Auth-Key": "admin-token-of-the-tests" },
		],
	])("%s is a 401 in the contract's words", async (_, headers) => {
		const { status, body } = await call("GET", `${DEVTOOLS}/session`, { headers });
		expect(status).toBe(401);
		expect(body).toEqual({ success: false, errors: [{ code: 10000, message: "Authentication error" }] });
	});

	test("a token in the address is good for a socket", async () => {
		const client = await connect(
			`${session.webSocketDebuggerUrl.replace(/^ws:..[^/]+/, ORIGIN)}?token=admin-token-of-the-tests`,
			{},
		);
		expect(await client.send("Browser.getVersion")).toHaveProperty("result");
	});

	const QUERY = "token=admin-token-of-the-tests";

	test.each<[string, string, number]>([
		["GET", "/browser/ID/json/version", 200],
		["GET", "/browser/ID/json/version/", 200],
		["GET", "/browser/ID/json/protocol", 200],
		["GET", "/browser/ID/json", 200],
		["GET", "/browser/ID/json/list", 200],
		["GET", "/browser/ID/json/list/PAGE", 200],
		["HEAD", "/browser/ID/json/version", 401],
		["PUT", "/browser/ID/json/new", 401],
		["GET", "/browser/ID/json/activate/PAGE", 401],
		["GET", "/browser/ID/json/close/PAGE", 401],
		["GET", "/session", 401],
		["GET", "/session/ID", 401],
		["POST", "/browser", 401],
		["DELETE", "/browser/ID", 401],
		["POST", "/browser/ID/live_view", 401],
	])("a token in the address of %s %s is answered %i", async (method, path, status) => {
		const asked = path.replace("ID", session.sessionId).replace("PAGE", page);
		expect(await statusOf(method, `${DEVTOOLS}${asked}?${QUERY}`, {})).toBe(status);
	});

	test.each(["wrong", ""])("a token in the address that is none is a 401: %j", async (token) => {
		const path = `${DEVTOOLS}/browser/${session.sessionId}/json/version?token=${token}`;
		expect(await statusOf("GET", path, {})).toBe(401);
	});

	test("a browser that is found by a token in the address is opened by a link, which holds no token", async () => {
		const { body, headers } = await found(session.sessionId, "admin-token-of-the-tests");
		expect(headers.get("referrer-policy")).toBe("no-referrer");
		expect(JSON.stringify(body)).not.toContain("admin-token-of-the-tests");
		const client = await connect(body.webSocketDebuggerUrl.replace(/^ws:..[^/]+/, ORIGIN), {});
		expect(await client.send("Browser.getVersion")).toHaveProperty("result");
	});

	test("a link that is found by a read token only looks, and ends with the token", async () => {
		const { id, token } = await makeToken({ right: "read" });
		const socket = (await found(session.sessionId, token)).body.webSocketDebuggerUrl;
		const client = await connect(socket.replace(/^ws:..[^/]+/, ORIGIN), {});
		expect(await client.send("Cloudflare.getSessionId")).toHaveProperty("result");
		expect(await client.send("Target.createTarget", { url: "about:blank" })).toHaveProperty("error");
		expect((await call("DELETE", `/berth/v1/tokens/${id}`)).status).toBeLessThan(300);
		expect((await client.closed).code).toBe(1008);
		const again = socket.replace(/^ws:..[^/]+/, "");
		expect(await statusOf("GET", again, { Upgrade: "websocket" })).toBe(401);
	});

	test("a browser that is found by a header is opened by one", async () => {
		const path = `${DEVTOOLS}/browser/${session.sessionId}/json/version?token=wrong`;
		const { body } = await call<Created>("GET", path);
		expect(body.webSocketDebuggerUrl).toBe(session.webSocketDebuggerUrl);
	});

	test("a token of another account finds nothing by its address", async () => {
		const { token } = await makeToken({ account: "others", right: "read" });
		const refused = await found(session.sessionId, token);
		expect(refused.status).toBe(403);
		expect(refused.headers.get("referrer-policy")).toBe("no-referrer");
		expect((await found(session.sessionId, "wrong")).headers.get("referrer-policy")).toBe("no-referrer");
	});

	test("a token in an address is written down in no log", async () => {
		const { token } = await makeToken({ account: "others", right: "read" });
		const { entries } = (await call<{ entries: object[] }>("GET", "/berth/v1/audit")).body;
		expect((await found(session.sessionId, token)).status).toBe(403);
		const audited = async () => (await call<{ entries: object[] }>("GET", "/berth/v1/audit")).body.entries;
		await expect.poll(async () => (await audited()).length).toBeGreaterThan(entries.length);
		expect(JSON.stringify(await audited())).not.toContain(token);
	});

	test("a token is verified in the enveloped form", async () => {
		const { id, token } = await makeToken({ right: "read", expiresAt: 4_102_444_800_000 });
		const { status, body } = await call("GET", "/client/v4/user/tokens/verify", { headers: bearer(token) });
		expect(status).toBe(200);
		expect(body).toMatchObject({
			success: true,
			errors: [],
			result: { id, status: "active", expires_on: "2100-01-01T00:00:00.000Z" },
		});
		expect(await statusOf("GET", "/client/v4/user/tokens/verify", bearer("wrong"))).toBe(401);
	});
});

describe("tokens of accounts", () => {
	test("are shown once, and kept as a digest only", async () => {
		const { token, id } = await makeToken({ right: "write", name: "ci" });
		const { body } = await call<{ tokens: { id: string }[] }>("GET", "/berth/v1/tokens?account=local");
		expect(body.tokens).toContainEqual(expect.objectContaining({ id, name: "ci", right: "write" }));
		expect(JSON.stringify(body)).not.toContain(token);
		const { results } = await env.CATALOG.prepare("SELECT * FROM tokens").all();
		expect(JSON.stringify(results)).not.toContain(token);
	});

	test("stop working when they are revoked", async () => {
		const { token, id } = await makeToken({ right: "write" });
		expect(await statusOf("GET", `${DEVTOOLS}/session`, bearer(token))).toBe(200);
		expect(await statusOf("DELETE", `/berth/v1/tokens/${id}`, ADMIN)).toBe(204);
		expect(await statusOf("GET", `${DEVTOOLS}/session`, bearer(token))).toBe(401);
		expect(await statusOf("DELETE", `/berth/v1/tokens/${id}`, ADMIN)).toBe(204);
	});

	test("stop working when they expire", async () => {
		const { token, id } = await makeToken({ right: "write", expiresAt: Date.now() + 3_600_000 });
		expect(await statusOf("GET", `${DEVTOOLS}/session`, bearer(token))).toBe(200);
		await env.CATALOG.prepare("UPDATE tokens SET expires_at = 1 WHERE id = ?").bind(id).run();
		expect(await statusOf("GET", `${DEVTOOLS}/session`, bearer(token))).toBe(401);
	});

	test("work with the e-mail that they were made with, and no other", async () => {
		const { token } = await makeToken({ right: "write", email: "Dev@Example.com" });
		const withEmail = (email: string) =>
			statusOf("GET", `${DEVTOOLS}/session`, { "X-Auth-Email": email, "X-Auth-Key": token });
		expect(await withEmail("dev@example.com")).toBe(200);
		expect(await withEmail("other@example.com")).toBe(401);
	});

	test("are the admin's to make, list and revoke", async () => {
		const { token, id } = await makeToken({ right: "write" });
		expect(await statusOf("GET", "/berth/v1/tokens", bearer(token))).toBe(403);
		expect(await statusOf("POST", "/berth/v1/tokens", bearer(token))).toBe(403);
		expect(await statusOf("DELETE", `/berth/v1/tokens/${id}`, bearer(token))).toBe(403);
		expect(await statusOf("GET", "/berth/v1/tokens", {})).toBe(401);
	});

	test.each([
		["no account", { account: undefined, right: "read" }],
		["an account that is no name", { account: "a/b", right: "read" }],
		["no right", {}],
		["another right", { right: "admin" }],
		["an e-mail that is none", { right: "read", email: "dev" }],
		["an expiry in the past", { right: "read", expiresAt: 1 }],
		["an expiry that no calendar has", { right: "read", expiresAt: 8.7e15 }],
		["an unknown field", { right: "read", scope: "all" }],
	])("are refused with %s", async (_, fields) => {
		const body = JSON.stringify({ account: "local", ...fields });
		const answer = await call("POST", "/berth/v1/tokens", { body });
		expect(answer.status).toBe(400);
		expect(answer.body).toMatchObject({ error: { code: "invalid_request" } });
	});

	test("an unknown one can't be revoked", async () => {
		const { status, body } = await call("DELETE", "/berth/v1/tokens/nobody");
		expect(status).toBe(404);
		expect(body).toMatchObject({ error: { code: "token_not_found" } });
	});
});

describe("tenants", () => {
	test("have no access to each other's account", async () => {
		const { token } = await makeToken({ account: "team-b", right: "write" });
		expect(await statusOf("GET", `${DEVTOOLS}/session`, bearer(token))).toBe(403);
		expect(await statusOf("POST", `${DEVTOOLS}/browser`, bearer(token))).toBe(403);
	});

	test("find another's session as unknown as one that never was", async () => {
		const { token } = await makeToken({ account: "team-b", right: "write" });
		const theirs = DEVTOOLS.replace("/local/", "/team-b/");
		for (const [method, path] of [
			["GET", `/session/${session.sessionId}`],
			["DELETE", `/browser/${session.sessionId}`],
			["GET", `/browser/${session.sessionId}/json/list`],
			["POST", `/browser/${session.sessionId}/live_view`],
		] as const) {
			const foreign = await call(method, `${theirs}${path}`, { headers: bearer(token) });
			const unknown = await call(method, `${theirs}${path.replace(session.sessionId, crypto.randomUUID())}`, {
				headers: bearer(token),
			});
			expect([foreign.status, foreign.body]).toEqual([unknown.status, unknown.body]);
			expect(foreign.status).toBe(404);
		}
		const upgrade = { ...bearer(token), Upgrade: "websocket" };
		expect(await statusOf("GET", `${theirs}/browser/${session.sessionId}`, upgrade)).toBe(404);
		expect((await call("GET", `${theirs}/session`, { headers: bearer(token) })).body).toEqual([]);
	});
});

describe("a read token", () => {
	test.each([
		["POST", "/browser"],
		["DELETE", "/browser/{sid}"],
		["PUT", "/browser/{sid}/json/new"],
		["GET", "/browser/{sid}/json/activate/{tid}"],
		["GET", "/browser/{sid}/json/close/{tid}"],
		["DELETE", "/browser/{sid}/json/close/{tid}"],
		["POST", "/browser/{sid}/live_view"],
	])("may not %s %s", async (method, path) => {
		const { token } = await makeToken({ right: "read" });
		const full = `${DEVTOOLS}${path.replace("{sid}", session.sessionId).replace("{tid}", page)}`;
		expect(await statusOf(method, full, bearer(token))).toBe(403);
	});

	test("may look, and is given links that may only look", async () => {
		const { token } = await makeToken({ right: "read" });
		const list = `${DEVTOOLS}/browser/${session.sessionId}/json/list`;
		const { body } = await call<{ webSocketDebuggerUrl: string }[]>("GET", list, { headers: bearer(token) });
		const client = await connect(body[0]?.webSocketDebuggerUrl ?? "", {});
		expect(await client.send("Page.getFrameTree")).toHaveProperty("result");
		expect(await client.send("Page.navigate", { url: "about:blank" })).toHaveProperty("error");
		const direct = await connect(session.webSocketDebuggerUrl, bearer(token));
		expect(await direct.send("Target.createTarget", { url: "about:blank" })).toHaveProperty("error");
	});
});

describe("signed URLs", () => {
	const socketPath = (jwt: string, sessionId = session.sessionId, target = page) =>
		`/api/devtools/browser/${sessionId}/page/${target}?jwt=${jwt}`;
	const upgrade = (path: string) => statusOf("GET", path, { Upgrade: "websocket" });
	const grant = (more: object = {}) => ({
		targetId: page,
		mode: "full" as const,
		expiresInMs: 60_000,
		...more,
	});
	const sign = (more: object = {}, source: object = {}) =>
		signAccess({ ...linkSourceOf(session.sessionId), ...source }, grant(more));

	test("open the target they are for", async () => {
		const client = await connect(`${ORIGIN}${socketPath(await sign())}`, {});
		expect(await client.send("Runtime.evaluate", { expression: "6 * 7" })).toHaveProperty(
			"result.result.value",
			42,
		);
	});

	test.each<[string, () => Promise<string>, number]>([
		["none", async () => "", 401],
		["a made-up one", async () => "a.b.c", 401],
		["one that has expired", () => sign({ expiresInMs: -2000 }), 401],
		["one signed by somebody else", () => sign({}, { secret: "another-signing-secret" }), 401],
		["one without a signature", async () => `${(await sign()).split(".").slice(0, 2).join(".")}.`, 401],
		["one for another session", () => sign({}, { sessionId: crypto.randomUUID() }), 403],
		["a read-only one for another target", () => sign({ mode: "readonly", targetId: "0000" }), 403],
	])("with %s open nothing", async (_, token, status) => {
		expect(await upgrade(socketPath(await token()))).toBe(status);
	});

	test("do not turn into more: no algorithm but ours, no claim but ours", async () => {
		const none = btoa('{"alg":"none","typ":"JWT"}').replaceAll("=", "");
		const claims = (await sign()).split(".")[1];
		expect(await upgrade(socketPath(`${none}.${claims}.`))).toBe(401);
	});

	test("open the whole browser with a full right to a page, and with no other", async () => {
		const path = (jwt: string, sessionId = session.sessionId) =>
			`/api/devtools/browser/${sessionId}?jwt=${jwt}`;
		expect(await upgrade(path(await sign()))).toBe(101);
		expect(await upgrade(path(await sign({ mode: "readonly" })))).toBe(403);
		expect(await upgrade(path(await sign(), crypto.randomUUID()))).toBe(403);
		expect(await upgrade(path("nothing"))).toBe(401);
		expect(await statusOf("GET", path(await sign()), {})).toBe(426);
		expect(await statusOf("DELETE", path(await sign()), {})).toBe(405);
	});

	test("are no key to the API", async () => {
		expect(await statusOf("GET", `${DEVTOOLS}/session`, bearer(await sign()))).toBe(401);
	});

	test("answer 404 for a target that has gone, and 426 without an upgrade", async () => {
		expect(await upgrade(socketPath(await sign(), session.sessionId, "0000"))).toBe(404);
		expect(await statusOf("GET", socketPath(await sign()), {})).toBe(426);
	});

	test("tell a page that got no socket why: without an upgrade, what stands in its way comes first", async () => {
		const gone = await createSession("keep_alive=600000");
		await deleteSession(gone.sessionId);
		const asked = async (token: string, sessionId = session.sessionId, target = page) =>
			statusOf("GET", socketPath(token, sessionId, target), {});
		expect(await asked("a.b.c")).toBe(401);
		expect(await asked(await sign({}, { sessionId: gone.sessionId }))).toBe(403);
		expect(await asked(await sign(), session.sessionId, "0000")).toBe(404);
		expect(await asked(await sign({}, { sessionId: gone.sessionId }), gone.sessionId)).toBe(410);
	});
});

describe("the Origin of an upgrade", () => {
	const opened = async (origin?: string) => {
		const headers = { ...ADMIN, ...(origin !== undefined && { Origin: origin }) };
		try {
			const client = await connect(session.webSocketDebuggerUrl.replace(/^ws:..[^/]+/, ORIGIN), headers);
			client.socket.close();
			return true;
		} catch {
			return false;
		}
	};

	test.each([undefined, ORIGIN, "devtools://devtools"])("may be %s", async (origin) => {
		expect(await opened(origin)).toBe(true);
	});

	test.each(["https://evil.example", "null", "http://berth.test.evil.example", "https://berth.test"])(
		"may not be %s",
		async (origin) => {
			expect(await opened(origin)).toBe(false);
			const headers = { ...ADMIN, Origin: origin, Upgrade: "websocket" };
			const path = new URL(session.webSocketDebuggerUrl).pathname;
			expect(await statusOf("GET", path, headers)).toBe(403);
		},
	);

	test("does not matter for what is no upgrade", async () => {
		expect(await statusOf("GET", `${DEVTOOLS}/session`, { ...ADMIN, Origin: "https://evil.example" })).toBe(
			200,
		);
	});
});
