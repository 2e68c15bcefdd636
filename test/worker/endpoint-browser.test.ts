import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { BindingBrowser } from "../../src/browser/binding.ts";
import { CdpClient } from "../../src/browser/cdp.ts";
import { EndpointBrowser } from "../../src/browser/endpoint.ts";
import type { Connection } from "../../src/browser/port.ts";
import { ENDPOINT_BROWSER } from "../../src/domain/browser-id.ts";

type Fetch = Fetcher["fetch"];

const KEY = "key-of-a-provider";
/** For those who never answer; a real browser has its time. */
const TIMEOUT_MS = 200;
const REAL_TIMEOUT_MS = 10_000;

/** An endpoint browser, what it remembers, and what it asked of the network. */
function endpointAt(address: string, network: Fetch, timeoutMs = TIMEOUT_MS) {
	let known: string | undefined = address;
	let ids: readonly string[] = [];
	const requests: { readonly url: string; readonly authorization: string | null }[] = [];
	const browser = new EndpointBrowser({
		network: {
			fetch: (input, init) => {
				const { url, headers } = new Request(input, init);
				requests.push({ url, authorization: headers.get("authorization") });
				return network(input, init);
			},
		},
		timeoutMs,
		allowed: () => ({ privateEndpoint: false, berthPort: "8787" }),
		address: {
			read: async () => known,
			write: async (found) => {
				known = found;
			},
		},
		tabs: {
			get ids() {
				return ids;
			},
			add: (id) => {
				if (!ids.includes(id)) ids = [...ids, id];
			},
			remove: (gone) => {
				ids = ids.filter((id) => !gone.includes(id));
			},
		},
	});
	return { browser, requests, address: () => known, tabs: () => ids };
}

const never = () => new Promise<Response>(() => {});
const naming = (webSocketDebuggerUrl: unknown) => async () => Response.json({ webSocketDebuggerUrl });

describe("an endpoint without a browser is refused, and its key not repeated", () => {
	test.each<[string, Fetch, string]>([
		["redirects", async () => Response.redirect("https://elsewhere.example.com/", 302), "redirects"],
		["names a private socket", naming("ws://10.0.0.1/devtools/browser/1"), "not permitted"],
		["names an unencrypted socket", naming("ws://example.com/devtools/browser/1"), "not permitted"],
		["names no socket", naming(undefined), "as a browser does"],
		["names something else", naming("https://example.com/"), "not permitted"],
		["says too much", async () => new Response("x".repeat(100_000)), "too long"],
		["is not there", async () => new Response("", { status: 404 }), "status 404"],
		["never answers", never, "in time"],
		["says nothing more", async () => new Response(new ReadableStream({})), "in time"],
		[
			"can't be reached",
			async () => {
				throw new Error(`no route to https://example.com/?token=${KEY}`);
			},
			"no connection",
		],
	])("%s", async (_, network, words) => {
		const { browser } = endpointAt(`https://example.com/?token=${KEY}`, network);
		const acquired = await browser.acquire();
		expect(acquired).toMatchObject({
			problem: { code: "endpoint_unreachable", message: expect.stringContaining(words) },
		});
		expect(JSON.stringify(acquired)).not.toContain(KEY);
	});

	test("an address that is permitted no longer is not used", async () => {
		const { browser, requests } = endpointAt("ws://127.0.0.1:9222/devtools/browser/1", never);
		expect(await browser.acquire()).toMatchObject({ problem: { code: "endpoint_unreachable" } });
		expect(await browser.connect(ENDPOINT_BROWSER)).toEqual({ kind: "gone" });
		expect(requests).toEqual([]);
	});
});

describe("asking an endpoint for its browser", () => {
	test.each([
		["https://example.com", "https://example.com/json/version"],
		["https://example.com/", "https://example.com/json/version"],
		["https://example.com/team/?token=1", "https://example.com/team/json/version?token=1"],
		["https://example.com/json/version", "https://example.com/json/version"],
	])("%s is asked at %s", async (address, asked) => {
		const { browser, requests } = endpointAt(address, async () => new Response("", { status: 500 }));
		await browser.acquire();
		expect(requests).toEqual([{ url: asked, authorization: null }]);
	});

	test("its socket is opened as the address says, with the name and password of the endpoint", async () => {
		const { browser, requests, address } = endpointAt("https://me:secret@example.com", (input) =>
			new Request(input).url.endsWith("/json/version")
				? naming("wss://example.com/devtools/browser/1")()
				: Promise.resolve(new Response("", { status: 403 })),
		);
		await browser.acquire();
		const authorization = `Basic ${btoa("me:secret")}`;
		expect(requests.slice(0, 2)).toEqual([
			{ url: "https://example.com/json/version", authorization },
			{ url: "https://example.com/devtools/browser/1", authorization },
		]);
		expect(address()).toBe("wss://me:secret@example.com/devtools/browser/1");
	});

	test.each([
		["me%40home:p%C3%A4ss", "me@home:päss"],
		["me:100%", "me:100%"],
		[":key", ":key"],
	])("the login %s is sent as %s", async (login, sent) => {
		const { browser, requests } = endpointAt(`wss://${login}@example.com`, never);
		await browser.connect(ENDPOINT_BROWSER);
		const bytes = String.fromCharCode(...new TextEncoder().encode(sent));
		expect(requests).toEqual([{ url: "https://example.com/", authorization: `Basic ${btoa(bytes)}` }]);
	});

	test("another host's socket does not get them", async () => {
		const { browser, requests } = endpointAt("https://me:secret@example.com", (input) =>
			new Request(input).url.endsWith("/json/version")
				? naming("wss://other.example.com/1")()
				: Promise.resolve(new Response("", { status: 403 })),
		);
		await browser.acquire();
		expect(requests.at(-1)).toEqual({ url: "https://other.example.com/1", authorization: null });
	});
});

describe("whether a browser is still there", () => {
	const socket = "wss://example.com/1";
	test.each<[string, Fetch, boolean]>([
		["is gone when nobody takes the connection", () => Promise.reject(new Error("refused")), false],
		["is gone when Cloudflare's network says so", async () => new Response("", { status: 521 }), false],
		["is gone when its address leads to another one", async () => new Response("", { status: 404 }), false],
		["may be there when nothing answers", never, true],
		["may be there when something else answers", async () => new Response("", { status: 502 }), true],
	])("%s", async (_, network, isAlive) => {
		expect(await endpointAt(socket, network).browser.isAlive()).toBe(isAlive);
	});
});

/** Here the real browser behind the binding is somebody's, and reached as an endpoint. */
describe("a real browser", () => {
	const options = { leaseMs: 180_000, acquireTimeoutMs: 60_000, answerTimeoutMs: 10_000 };
	const binding = new BindingBrowser(env.BROWSER, options);
	let id: string;

	beforeAll(async () => {
		const acquired = await binding.acquire({});
		if (!acquired.ok) throw new Error(acquired.problem.message);
		id = acquired.value;
	});
	afterAll(() => binding.close(id));

	const inThere: Fetch = (_, init) => env.BROWSER.fetch(`https://browser/v1/devtools/browser/${id}`, init);
	const pagesOf = async () => {
		const targets = await binding.targets(id);
		return targets.ok ? targets.value.filter(({ type }) => type === "page").map((page) => page.id) : [];
	};

	function clientOf(connection: Connection) {
		if (connection.kind !== "open") throw new Error(connection.kind);
		let isClosed = false;
		connection.socket.accept();
		const cdp = new CdpClient(connection.socket, 5_000, () => {
			isClosed = true;
		});
		return { cdp, isClosed: () => isClosed };
	}

	test("has a tab of the session's, listed first, which goes with the session and alone", async () => {
		const before = await pagesOf();
		const { browser, tabs } = endpointAt("wss://example.com/1", inThere, REAL_TIMEOUT_MS);
		expect(await browser.acquire()).toEqual({ ok: true, value: ENDPOINT_BROWSER });
		const [own = ""] = tabs();
		const targets = await browser.targets();
		expect(targets.ok && targets.value[0]?.id).toBe(own);
		expect(browser.owns(ENDPOINT_BROWSER, own)).toBe(true);
		for (const page of before) expect(browser.owns(ENDPOINT_BROWSER, page)).toBe(false);
		expect(await browser.version()).toMatchObject({ ok: true });
		expect(await browser.close()).toBe(true);
		await expect.poll(pagesOf).toEqual(before);
		expect(await binding.isAlive(id)).toBe(true);
	});

	test("what a client opens is the session's, and so are the popups of that", async () => {
		const before = await pagesOf();
		const { browser, tabs } = endpointAt("wss://example.com/1", inThere, REAL_TIMEOUT_MS);
		const { cdp } = clientOf(await browser.connect(ENDPOINT_BROWSER));
		const opened = await cdp.send("Target.createTarget", { url: "about:blank" });
		const { targetId } = z.object({ targetId: z.string() }).parse(opened.ok && opened.value);
		expect(tabs()).toEqual([targetId]);
		const { cdp: page } = clientOf(await browser.connect(ENDPOINT_BROWSER, targetId));
		await page.send("Runtime.evaluate", { expression: "open('about:blank#popup')", userGesture: true });
		await expect.poll(async () => (await browser.targets(), tabs())).toHaveLength(2);
		await browser.close();
		await expect.poll(pagesOf).toEqual(before);
	});

	test("has a socket for each target, on which the target is the root", async () => {
		const { browser, tabs } = endpointAt("wss://example.com/1", inThere, REAL_TIMEOUT_MS);
		await browser.acquire();
		const [own = ""] = tabs();
		const { cdp, isClosed } = clientOf(await browser.connect(ENDPOINT_BROWSER, own));
		const events: string[] = [];
		cdp.listen(({ method, sessionId }) => events.push(`${method} ${sessionId}`));
		await cdp.send("Page.enable");
		const source = "<iframe src='data:text/html,<title>child</title>'></iframe>";
		await cdp.send("Page.navigate", { url: `data:text/html,${source}` });
		await expect.poll(() => events).toContain("Page.loadEventFired undefined");
		const big = await cdp.send("Runtime.evaluate", { expression: "'x'.repeat(1_000_000)" });
		expect(JSON.stringify(big).length).toBeGreaterThan(1_000_000);
		expect(await cdp.send("Runtime.nothing")).toMatchObject({ problem: { code: "command_failed" } });
		await browser.closeTarget(ENDPOINT_BROWSER, own);
		await expect.poll(isClosed).toBe(true);
		expect(await browser.connect(ENDPOINT_BROWSER, own)).toMatchObject({ kind: "unreachable" });
		expect(await browser.closeTarget(ENDPOINT_BROWSER, own)).toMatchObject({
			problem: { code: "target_not_found" },
		});
		await browser.close();
	});
});
