import { describe, expect, test } from "vitest";
import { ADMIN, call, connect, DEVTOOLS, makeToken } from "./berth.ts";

interface Start {
	readonly status: string;
	readonly session_id?: string;
	readonly provision_id?: string;
	readonly warnings?: readonly string[];
	readonly error?: string;
}

interface Shown {
	readonly session_id: string;
	readonly name: string | null;
	readonly status: string;
	readonly current_url: string | null;
	readonly created_at: string;
}

/** An account of the test's own, over Browsr's API. */
async function anAccount(limits: object = {}) {
	const account = `browsr-${crypto.randomUUID()}`;
	const setLimits = (changed: object) =>
		call("PUT", `/berth/v1/accounts/${account}/limits`, { body: JSON.stringify(changed) });
	await setLimits(limits);
	const headers = { ...ADMIN, "X-Berth-Account": account };
	const ask = <T>(method: string, path: string, body?: object) =>
		call<T>(method, path, { headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
	return {
		account,
		setLimits,
		ask,
		create: async (body: object = {}) =>
			(await ask<Start>("POST", "/sessions", { headless: true, ...body })).body,
		poll: async (id: string) => (await ask<Start>("POST", `/sessions/provision/${id}`)).body,
		list: async () => (await ask<{ sessions: Shown[] }>("GET", "/sessions")).body.sessions,
		end: (id = "") => ask("DELETE", `/sessions/${id}`),
	};
}

describe("a session of Browsr's", () => {
	test("is made with a name and a page, listed, described and ended", async () => {
		const { create, list, ask, end } = await anAccount();
		const start_url = "data:text/html,<title>Hello</title>";
		const created = await create({ requested_name: "mine", start_url });
		expect(created).toEqual({
			status: "ready",
			session_id: expect.any(String),
			frame_token: expect.any(String),
			sse_url: expect.stringContaining(`/stream/sse?session_id=${created.session_id}&token=`),
			frame_url: expect.stringContaining("/ui/view"),
		});
		const shown = {
			session_id: created.session_id,
			name: "mine",
			status: "ready",
			current_url: start_url,
			created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
		};
		expect(await list()).toEqual([shown]);
		const { body } = await ask("GET", `/sessions/${created.session_id}`);
		expect(body).toMatchObject({ ...shown, stage: "ready", idle_deadline: expect.any(String) });
		const ended = await end(created.session_id);
		expect(ended).toMatchObject({ status: 204, body: undefined });
		expect(await list()).toEqual([]);
	});

	test.each(["a\0b", "two\nlines", "a\u2028b", "\ud800"])("is not called %j", async (requested_name) => {
		const { ask, list } = await anAccount();
		expect(await ask("POST", "/sessions", { headless: true, requested_name })).toMatchObject({
			status: 400,
			body: { code: "invalid_request", error: expect.stringContaining("requested_name") },
		});
		expect(await list()).toEqual([]);
	});

	test("is not started for more commands than may be asked for at once", async () => {
		const { ask } = await anAccount();
		const commands = Array.from({ length: 101 }, () => ({ command: "get_url" }));
		expect(await ask("POST", "/commands", { commands })).toMatchObject({
			status: 400,
			body: { code: "invalid_request", error: expect.stringContaining("commands") },
		});
		const { body } = await ask<{ total: number }>("GET", "/api/sessions?includeTerminated=true");
		expect(body.total).toBe(0);
	});

	test.each([
		[{ command: "clik" }, "unknown_command", 'commands.1: There is no command "clik". Did you mean click?'],
		[
			{ command: "scroll", data: { direction: "down", amout: 300 } },
			"invalid_command_data",
			'commands.1: scroll_by: data: unknown field "amout". Did you mean amount?',
		],
		[
			{ command: "get_url", dat: {} },
			"invalid_request",
			'commands.1: unknown field "dat". Did you mean data?',
		],
	])("is neither started nor used for %j", async (wrong, code, error) => {
		const { ask, create, end } = await anAccount();
		const title = "data:text/html,<title>Gone to</title>";
		const commands = [{ command: "goto", data: { url: title } }, wrong];
		const refusal = { status: 400, body: { code, error } };
		expect(await ask("POST", "/commands", { commands })).toEqual(expect.objectContaining(refusal));
		const { body } = await ask<{ total: number }>("GET", "/api/sessions?includeTerminated=true");
		expect(body.total).toBe(0);

		const { session_id } = await create();
		expect(await ask("POST", "/commands", { commands, session_id })).toEqual(
			expect.objectContaining(refusal),
		);
		const { body: shown } = await ask<Shown>("GET", `/sessions/${session_id}`);
		expect(shown.current_url).not.toBe(title);
		await end(session_id);
	});

	test("names the field that its maker meant", async () => {
		const { ask } = await anAccount();
		expect(await ask("POST", "/sessions", { startUrl: "about:blank", usr_agent: "x" })).toMatchObject({
			status: 400,
			body: { code: "invalid_request", error: 'unknown field "usr_agent". Did you mean user_agent?' },
		});
	});

	test("says in a warning that there is no window", async () => {
		const { create, end } = await anAccount();
		const { session_id, warnings } = await create({ headless: false });
		expect(warnings).toEqual([expect.stringContaining("headless")]);
		await end(session_id);
	});

	test("is one with the session of the other API", async () => {
		const { account, create, end } = await anAccount();
		const { session_id } = await create();
		const client = await connect(
			`ws://berth.test${DEVTOOLS.replace("local", account)}/browser/${session_id}`,
		);
		expect(await client.send("Browser.getVersion")).toHaveProperty("result");
		await end(session_id);
		expect((await client.closed).reason).toContain("NormalClosure");
	});

	test("goes through its stages where there is no capacity at once, and polling changes nothing", async () => {
		const { create, poll, list, end, setLimits } = await anAccount({ maxConcurrentSessions: 0 });
		const { status, provision_id = "" } = await create();
		expect(status).toBe("provisioning");
		expect(await poll(provision_id)).toEqual({ status: "scaling", provision_id });
		expect(await list()).toMatchObject([{ session_id: provision_id, status: "scaling", current_url: null }]);
		await setLimits({});
		await expect.poll(() => poll(provision_id)).toMatchObject({ status: "ready", session_id: provision_id });
		await end(provision_id);
		expect(await poll(provision_id)).toMatchObject({
			status: "failed",
			error: expect.stringContaining("NormalClosure"),
		});
	});
});

describe("Browsr's ways to sign in", () => {
	test.each([
		["Bearer", (token: string) => ({ Authorization: `Bearer ${token}` })],
		["ApiKey", (token: string) => ({ Authorization: `ApiKey ${token}` })],
		["x-api-key", (token: string) => ({ "x-api-key": token })],
	])("%s is taken", async (_, headersOf) => {
		const { token } = await makeToken({ right: "read" });
		expect((await call("GET", "/sessions", { headers: headersOf(token) })).status).toBe(200);
		expect((await call("POST", "/sessions", { headers: headersOf(token) })).status).toBe(403);
		expect((await call("GET", "/sessions", { headers: headersOf("wrong") })).status).toBe(401);
	});
});

test("another account's session does not exist", async () => {
	const { create, end } = await anAccount();
	const { ask: askOther } = await anAccount();
	const { session_id } = await create();
	for (const [method, path] of [
		["GET", `/sessions/${session_id}`],
		["DELETE", `/sessions/${session_id}`],
		["POST", `/sessions/provision/${session_id}`],
	] as const)
		expect((await askOther(method, path)).status).toBe(404);
	await end(session_id);
});

test.each([
	["start_url", "nowhere"],
	["requested_name", ""],
	["headless", "yes"],
	["cdp_url", "ws://127.0.0.1:9222"],
])("%s = %j is refused by name", async (name, value) => {
	const { ask } = await anAccount();
	const { status, body } = await ask("POST", "/sessions", { [name]: value });
	expect(status).toBe(400);
	expect(JSON.stringify(body)).toContain(name);
});
