import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DevServer } from "../../scripts/dev-server.ts";
import { prepare } from "../../scripts/prepare.ts";
import { type Pages, startPages } from "./pages.ts";

// A second Worker, in one `wrangler dev` with Berth, whose browser binding is Berth.

const folder = mkdtempSync(join(tmpdir(), "berth-binding-"));
let server: DevServer;
let pages: Pages;
let origin: string;

const service = (binding: string, entrypoint: string, props: string) =>
	`[[services]]\nbinding = "${binding}"\nservice = "berth"\nentrypoint = "${entrypoint}"\n${props === "" ? "" : `props = ${props}\n`}`;

beforeAll(async () => {
	prepare();
	pages = await startPages({ "/": "<!doctype html><title>Example</title><h1>Example</h1>" });
	writeFileSync(
		join(folder, "wrangler.toml"),
		`name = "consumer"
main = ${JSON.stringify(join(import.meta.dirname, "binding/consumer.ts"))}
compatibility_date = "2026-10-23"
${service("BROWSER", "BrowserBinding", '{ account = "team-a" }')}
${service("OTHER", "BrowserBinding", '{ account = "team-b", right = "read" }')}
${service("NARROW", "BrowserBinding", '{ account = "team-c", keepAliveMs = 45000, guardrails = { allowedDomains = ["*.example.com"] } }')}
${service("NOBODY", "BrowserBinding", "")}
${service("API", "Api", '{ account = "team-a" }')}
`,
	);
	const configs = ["-c", join(folder, "wrangler.toml"), "-c", "wrangler.toml"];
	server = new DevServer([...configs, "--port", "0", "--persist-to", join(folder, "state")], "pipe");
	const { port } = await server.ready;
	origin = `http://localhost:${port}`;
});
afterAll(async () => {
	await server.stop();
	await pages.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** What the consumer makes of a binding. */
async function ask<T>(path: string, args?: readonly unknown[]): Promise<T> {
	const init = args === undefined ? {} : { method: "POST", body: JSON.stringify(args) };
	const answer = await fetch(`${origin}/${path}`, init);
	return (await answer.json()) as T;
}

/** A request of the wire protocol through a binding. */
async function send(binding: string, method: string, path: string) {
	const answer = await fetch(`${origin}/${binding}/fetch/${method}?path=${encodeURIComponent(path)}`);
	return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const acquire = (binding: string, options: object = {}) =>
	ask<{ readonly sessionId: string; readonly targets?: unknown[] }>(`${binding}/rpc/acquire`, [options]);

interface Driven {
	readonly sessionId: string;
	readonly title: string;
	readonly urls: readonly string[];
	readonly whileRunning: readonly { readonly sessionId: string }[];
	readonly limits: object;
	readonly history: readonly object[];
}

test("@cloudflare/puppeteer runs unchanged: launch, connect, acquire, sessions, history, limits", async () => {
	const driven = await ask<Driven>(`BROWSER/puppeteer?url=${encodeURIComponent(`${pages.url}/`)}`);
	const { sessionId } = driven;
	expect(driven).toMatchObject({
		title: "Example",
		urls: expect.arrayContaining([`${pages.url}/`]),
		whileRunning: [{ sessionId, startTime: expect.any(Number), connectionId: expect.any(String) }],
		limits: {
			activeSessions: [{ id: sessionId }],
			maxConcurrentSessions: expect.any(Number),
			allowedBrowserAcquisitions: expect.any(Number),
			timeUntilNextAllowedBrowserAcquisition: expect.any(Number),
		},
	});
	expect(driven.history).toContainEqual({
		sessionId,
		startTime: expect.any(Number),
		endTime: expect.any(Number),
		closeReason: 1,
		closeReasonText: "NormalClosure",
	});
});

test("clients of before the plain protocol are answered in frames", async () => {
	const { sessionId, answered } = await ask<{ sessionId: string; answered: object }>("BROWSER/old");
	expect(answered).toMatchObject({ id: 1, result: { targetInfos: expect.any(Array) } });
	expect(await ask("BROWSER/rpc/closeSession", [sessionId])).toEqual({ status: "closing" });
});

describe("the typed form", () => {
	test("goes through a session's life", async () => {
		const { sessionId, targets } = await acquire("BROWSER", { keepAlive: 60_000, targets: true });
		expect(targets).toEqual([expect.objectContaining({ type: "page", url: "about:blank" })]);
		expect(await ask("BROWSER/rpc/getSession", [sessionId])).toMatchObject({ sessionId });
		expect(await ask("BROWSER/rpc/listSessions", [{ limit: 1 }])).toMatchObject([{ sessionId }]);
		expect(await ask("BROWSER/rpc/limits", [])).toMatchObject({ activeSessions: [{ id: sessionId }] });
		const view = { id: expect.any(String), options: { mode: "tab" } };
		expect(await ask("BROWSER/rpc/getLiveView", [sessionId, { mode: "tab" }])).toMatchObject(view);

		const opened = await ask<{ id: string }>("BROWSER/devtools/newTarget", [sessionId, `${pages.url}/`]);
		expect(opened).toMatchObject({ url: `${pages.url}/`, title: "Example" });
		expect(await ask("BROWSER/devtools/getTarget", [sessionId, opened.id])).toMatchObject({ id: opened.id });
		expect(await ask("BROWSER/devtools/listTargets", [sessionId])).toHaveLength(2);
		expect(await ask("BROWSER/devtools/activateTarget", [sessionId, opened.id])).toEqual({
			message: "Target activated",
		});
		const pinnedTo = await ask("BROWSER/pinned", [sessionId, { targetId: opened.id }]);
		expect(pinnedTo).toMatchObject({ said: { id: 1, result: { product: expect.any(String) } }, plain: 426 });
		expect(await ask("BROWSER/devtools/closeTarget", [sessionId, opened.id])).toEqual({
			message: "Target is closing",
		});
		expect(await ask("BROWSER/devtools/getVersion", [sessionId])).toMatchObject({ Browser: /Chrom/ });
		expect(await ask("BROWSER/devtools/getProtocol", [sessionId])).toMatchObject({
			domains: expect.any(Array),
		});

		expect(await ask("BROWSER/rpc/closeSession", [sessionId])).toEqual({ status: "closing" });
		await expect
			.poll(() => ask<{ closeReason: number }[]>("BROWSER/rpc/history", [{ limit: 1 }]))
			.toMatchObject([{ sessionId, closeReason: 1 }]);
	});

	test("launches with a socket of its own", async () => {
		const { sessionId, said } = await ask<{ sessionId: string; said: object }>("BROWSER/launch");
		expect(said).toMatchObject({ id: 1, result: { product: expect.any(String) } });
		await ask("BROWSER/rpc/closeSession", [sessionId]);
	});

	test.each([
		["an unknown session", "closeSession", [crypto.randomUUID()], /^Session not found\. \(status=404\)$/],
		["too short a keep-alive", "acquire", [{ keepAlive: 1 }], /keep_alive.*\(status=400\)/],
		["an option that there is not", "acquire", [{ keepalive: 1 }], /keepalive.*\(status=400\)/],
		[
			"requests that the caller would answer",
			"acquire",
			[{ outboundByHost: {} }],
			/outboundByHost.*\(status=400\)/,
		],
	])("throws for %s, with the status in its text", async (_, method, args, thrown) => {
		expect(await ask(`BROWSER/rpc/${method}`, args)).toEqual({ thrown: expect.stringMatching(thrown) });
	});

	test("runs quick actions", async () => {
		const page = { url: `${pages.url}/`, cacheTTL: 0 };
		expect(await ask("BROWSER/quick", ["markdown", page])).toMatchObject({
			success: true,
			result: expect.stringContaining("# Example"),
			meta: { status: 200, title: "Example" },
		});
		const init = { method: "POST", body: JSON.stringify(["screenshot", page]) };
		const picture = await fetch(`${origin}/BROWSER/quick`, init);
		expect(picture.headers.get("content-type")).toBe("image/png");
		expect(await ask("BROWSER/quick", ["content", { ...page, nothing: 1 }])).toMatchObject({
			success: false,
		});
		expect(await ask("BROWSER/quick", ["nothing", page])).toEqual({
			thrown: "Invalid quick action: nothing",
		});
	});

	test("says null of an unknown session", async () => {
		expect(await ask("BROWSER/rpc/getSession", [crypto.randomUUID()])).toBeNull();
	});
});

describe("what the operator wrote at a binding", () => {
	test("keeps accounts apart, and to their right", async () => {
		const { sessionId } = await acquire("BROWSER");
		expect(await send("OTHER", "GET", `/v1/devtools/session/${sessionId}`)).toMatchObject({ status: 404 });
		expect((await send("OTHER", "GET", "/v1/sessions")).body).toEqual({ sessions: [] });
		expect(await send("OTHER", "POST", "/v1/devtools/browser")).toMatchObject({ status: 403 });
		expect(await send("OTHER", "GET", "/v1/acquire")).toMatchObject({ status: 403 });
		await ask("BROWSER/rpc/closeSession", [sessionId]);
	});

	test("is what sessions have that say nothing, and what none gets beyond", async () => {
		const { sessionId } = await acquire("NARROW");
		await ask("NARROW/devtools/newTarget", [sessionId, `${pages.url}/narrow`]);
		expect(pages.requests).not.toContain("/narrow");
		const [kept] = await ask<object[]>("NARROW/rpc/listSessions", []);
		expect(kept).toMatchObject({ sessionId });
		await ask("NARROW/rpc/closeSession", [sessionId]);
		const wider = { guardrails: { allowedDomains: ["*.example.com", "example.org"] } };
		expect(await ask("NARROW/rpc/acquire", [wider])).toEqual({
			thrown: expect.stringMatching(/example.org.*\(status=400\)/),
		});
		const page = { url: `${pages.url}/narrow`, cacheTTL: 0 };
		expect(await ask("NARROW/quick", ["content", page])).toMatchObject({ meta: { status: 403 } });
		expect(pages.requests).not.toContain("/narrow");
		const narrower = { guardrails: { allowedDomains: ["a.example.com"] } };
		const { sessionId: narrow } = await acquire("NARROW", narrower);
		await ask("NARROW/rpc/closeSession", [narrow]);
		const listed = await ask<{ sessionId: string }[]>("NARROW/rpc/history", []);
		expect(listed.map((each) => each.sessionId)).toEqual([narrow, sessionId]);
	});

	test("is asked for where it is missing", async () => {
		expect(await ask("NOBODY/rpc/acquire", [{}])).toEqual({
			thrown: expect.stringContaining("props.account is needed"),
		});
	});
});

test("every API answers without a token, in the binding's account", async () => {
	expect(await send("API", "GET", "/berth/v1/whoami")).toMatchObject({
		status: 200,
		body: { isAdmin: false, account: "team-a", right: "write" },
	});
	expect(await send("API", "POST", "/berth/v1/tokens")).toMatchObject({ status: 403 });
	expect(await send("API", "GET", "/sessions")).toMatchObject({ status: 200, body: { sessions: [] } });
	const foreign = "/client/v4/accounts/team-b/browser-rendering/devtools/session";
	expect(await send("API", "GET", foreign)).toMatchObject({ status: 403 });
});
