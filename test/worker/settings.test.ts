import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { app } from "../../src/http/app.ts";
import { ADMIN, call, createSession, deleteSession, DEVTOOLS, ORIGIN } from "./berth.ts";

const ask = (path: string, settings: Partial<Env>, headers: Record<string, string> = ADMIN) =>
	app.request(`${ORIGIN}${path}`, { headers }, { ...env, ...settings });

test("PUBLIC_URL is the origin of every URL that is given out", async () => {
	const { sessionId } = await createSession();
	const settings = { PUBLIC_URL: "https://browsers.example.com" };
	const version = await ask(`${DEVTOOLS}/browser/${sessionId}/json/version`, settings);
	expect(await version.json()).toHaveProperty(
		"webSocketDebuggerUrl",
		`wss://browsers.example.com${DEVTOOLS}/browser/${sessionId}`,
	);
	const list = await ask(`${DEVTOOLS}/browser/${sessionId}/json/list`, settings);
	const host = "browsers.example.com/api/devtools/browser";
	expect(await list.json()).toMatchObject([
		{
			webSocketDebuggerUrl: expect.stringMatching(`^wss://${host}/${sessionId}/page/`),
			devtoolsFrontendUrl: expect.stringMatching(`^https://browsers.example.com/ui/view\\?wss=${host}/`),
		},
	]);
	await deleteSession(sessionId);
});

describe("where PUBLIC_URL is set, a request", () => {
	const settings = { PUBLIC_URL: "https://browsers.example.com" };
	const statusAt = async (path: string, headers: Record<string, string>) =>
		(await ask(path, settings, { ...ADMIN, ...headers })).status;

	test.each([
		"browsers.example.com",
		"Browsers.Example.com",
		"browsers.example.com:443",
		"localhost:8787",
		"127.0.0.1:8787",
		"[::1]:8787",
	])("for %s is answered", async (host) => {
		expect(await statusAt(`${DEVTOOLS}/session`, { Host: host })).toBe(200);
	});

	test.each([
		"attacker.test",
		"attacker.test:8787",
		"browsers.example.com:8787",
		"browsers.example.com.attacker.test",
		"localhost.attacker.test",
		"127.0.0.1.attacker.test",
		"browsers.example.com@attacker.test",
		"",
	])("for another host (%s) is a 421", async (host) => {
		const paths = [`${DEVTOOLS}/session`, "/berth/v1/whoami", "/sessions", "/artifacts/a/b", "/openapi.json"];
		for (const path of paths) expect(await statusAt(path, { Host: host }), path).toBe(421);
		const upgrade = { Host: host, Upgrade: "websocket", Origin: `http://${host}` };
		expect(await statusAt(`${DEVTOOLS}/browser`, upgrade)).toBe(421);
		expect(await statusAt("/healthz", { Host: host })).toBe(200);
	});

	test("has Berth's own name in the answer, whatever it was called", async () => {
		const described = await ask("/openapi.json", settings, { Host: "localhost:8787" });
		expect(await described.json()).toMatchObject({ servers: [{ url: settings.PUBLIC_URL }] });
	});

	test("without a host, as another Worker's, is answered", async () => {
		expect(await statusAt(`${DEVTOOLS}/session`, {})).toBe(200);
	});
});

test("ADMIN_EMAIL goes with the admin token, in any case of letters", async () => {
	const settings = { ADMIN_EMAIL: "Admin@Example.com" };
	const withEmail = async (email: string) => {
		const headers = { "X-Auth-Email": email, "X-Auth-Key": env.ADMIN_TOKEN };
		return (await ask(`${DEVTOOLS}/session`, settings, headers)).status;
	};
	expect(await withEmail("admin@example.com")).toBe(200);
	expect(await withEmail("other@example.com")).toBe(401);
});

test("MAX_KEEP_ALIVE_MS is the longest window, and is named when it is exceeded", async () => {
	const { status, body } = await call("POST", `${DEVTOOLS}/browser?keep_alive=1200001`);
	expect(status).toBe(400);
	expect(JSON.stringify(body)).toContain("keep_alive: must be 1200000 at most");
});

test("ALLOWED_ORIGINS may open sockets", async () => {
	const upgrade = (origin: string) =>
		ask(
			`${DEVTOOLS}/browser/${crypto.randomUUID()}`,
			{ ALLOWED_ORIGINS: "https://a.example, https://b.example" },
			{
				...ADMIN,
				Origin: origin,
				Upgrade: "websocket",
			},
		);
	expect((await upgrade("https://b.example")).status).toBe(404);
	expect((await upgrade("https://c.example")).status).toBe(403);
});
