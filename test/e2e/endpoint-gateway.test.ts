import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import WebSocket from "ws";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { Browsr } from "./browsr.ts";
import { CdpSocket } from "./cdp-socket.ts";
import { type GatewayRules, startGateway } from "./gateway.ts";
import { OwnChrome } from "./own-chrome.ts";

const KEY = "the-key-of-a-provider";
const START = "data:text/html,<title>Start</title>";

let berth: Berth;
let account: Account;
let browsr: Browsr;
let chrome: OwnChrome;

beforeAll(async () => {
	berth = await startBerth({
		vars: { ALLOW_PRIVATE_CDP: "true", ANSWER_TIMEOUT_MS: "3000", LEASE_MS: "10000" },
	});
	account = new Account(berth);
	browsr = new Browsr(account);
	chrome = await OwnChrome.start();
});
afterAll(async () => {
	await berth.stop();
	await chrome.kill();
});

const start = async (cdp_url: string, options: object = {}): Promise<string> =>
	(await browsr.start({ cdp_url, ...options })).session_id;

/** The tabs that somebody has open in the Chrome are there as they were. */
async function untouched(): Promise<void> {
	await expect.poll(async () => (await chrome.tabs()).map(({ url }) => url)).toEqual(["about:blank"]);
}

describe("behind a provider's gateway, which wants a key and has none of Chrome's paths", () => {
	const upstream = (url = "") => (url.includes(KEY) ? chrome.socketUrl : undefined);

	test("everything works over the one address, and the key is nowhere to be seen", async () => {
		await using gateway = await startGateway({ upstream: ({ url }) => upstream(url) });
		const id = await start(`${gateway.url}/?token=${KEY}`, { start_url: START });
		const got = await browsr.run(id, { command: "get_title" });
		expect(JSON.stringify(got.body.results)).toContain("Start");
		const [own] = await account.targets(id);
		const page = await CdpSocket.open(own?.webSocketDebuggerUrl ?? "");
		expect(await page.evaluate("document.title")).toBe("Start");
		const version = await account.read<{ readonly Browser: string }>(`/browser/${id}/json/version`);
		// Of a headless shell Berth has it by heart.
		const status = version.Browser.startsWith("HeadlessChrome/") ? 200 : 502;
		expect((await account.fetch(`/browser/${id}/json/protocol`)).status).toBe(status);

		const shown = [
			(await browsr.ask("GET", `/sessions/${id}`)).text,
			(await browsr.ask("GET", "/sessions")).text,
			(await browsr.ask("GET", `/berth/v1/sessions/${id}`)).text,
			JSON.stringify(await account.session(id)),
			berth.output,
			...berth.storedText(),
		];
		expect(shown.some((text) => text.includes(id))).toBe(true);
		expect(shown.filter((text) => text.includes(KEY))).toEqual([]);
		await browsr.end(id);
		await untouched();
		await expect.poll(() => gateway.open).toBe(0);
	});

	test("a name and password are sent as such", async () => {
		const isSignedIn = (authorization = "") =>
			authorization === `Basic ${Buffer.from(`me@home:${KEY}`).toString("base64")}`;
		await using gateway = await startGateway({
			upstream: ({ headers }) => (isSignedIn(headers.authorization) ? chrome.socketUrl : undefined),
		});
		const id = await start(gateway.url.replace("//", `//me%40home:${KEY}@`));
		expect(await account.targets(id)).toHaveLength(2);
		await browsr.end(id);
		await untouched();
	});

	test("a wrong key is told at once, without it", async () => {
		await using gateway = await startGateway({ upstream: ({ url }) => upstream(url) });
		const refused = await browsr.ask("POST", "/sessions", { cdp_url: `${gateway.url}/?token=wrong-key` });
		expect(refused).toMatchObject({ status: 502, body: { code: "endpoint_unreachable" } });
		expect(refused.text).toContain("status 403");
		expect(refused.text + berth.output).not.toContain("wrong-key");
	});

	test("one that gives each connection a browser of its own is refused", async () => {
		await using other = await OwnChrome.start();
		let connections = 0;
		await using gateway = await startGateway({
			upstream: () => ((connections += 1) % 2 === 0 ? other.socketUrl : chrome.socketUrl),
		});
		const refused = await browsr.ask("POST", "/sessions", { cdp_url: gateway.url });
		expect(refused).toMatchObject({ status: 502, body: { code: "endpoint_unreachable" } });
		expect(refused.text).toContain("another browser");
		await untouched();
	});
});

test("a browser that answers anything is told as such", async () => {
	let lies = false;
	await using gateway = await startGateway({
		talk(client) {
			const browser = new WebSocket(chrome.socketUrl, { perMessageDeflate: false });
			const opened = once(browser, "open").catch(() => client.terminate());
			browser.on("error", () => client.terminate());
			browser.on("message", (data: unknown) => client.send(String(data)));
			client.on("close", () => browser.terminate());
			client.on("message", (data: unknown) => {
				if (!lies) return void opened.then(() => browser.send(String(data)));
				const { id, sessionId } = JSON.parse(String(data)) as { id: number; sessionId?: string };
				client.send(JSON.stringify({ method: "Page.frameNavigated", params: { frame: 7 }, sessionId }));
				client.send(JSON.stringify({ id, sessionId, result: { frameTree: [] } }));
			});
		},
	});
	const id = await start(gateway.url);
	lies = true;
	const answers = await Promise.all([
		account.fetch(`/browser/${id}/json/new?url=${encodeURIComponent("data:text/html,x")}`, { method: "PUT" }),
		account.fetch(`/browser/${id}/json/list`),
		browsr.ask("POST", "/observe", { session_id: id }),
		browsr.ask("POST", "/v1/scrape", { session_id: id, url: "data:text/html,x", formats: ["html"] }),
		browsr.ask("GET", `/api/sessions/${id}/health`),
	]);
	for (const { status } of answers) expect([200, 400, 404, 410, 502, 503, 504]).toContain(status);
	lies = false;
	expect((await browsr.end(id)).status).toBe(204);
});

test("a browser that invents targets by the ten thousand is listed in part, and let go of", async () => {
	const long = "x".repeat(100_000);
	await using own = await OwnChrome.start();
	let theirs: WebSocket[] = [];
	await using gateway = await startGateway({
		talk(client) {
			const browser = new WebSocket(own.socketUrl, { perMessageDeflate: false });
			const opened = once(browser, "open").catch(() => client.terminate());
			browser.on("error", () => client.terminate());
			browser.on("message", (data: unknown) => client.send(withLongTitles(String(data), long)));
			client.on("close", () => browser.terminate());
			client.on("message", (data: unknown) => void opened.then(() => browser.send(String(data))));
			theirs = [...theirs, client];
		},
	});
	const id = await start(gateway.url);
	for (const client of theirs)
		for (let index = 0; index < 20_000; index += 1) client.send(attachedTo(`invented-${index}`));
	const list = await account.fetch(`/browser/${id}/json/list`);
	expect(list.status).toBe(200);
	const text = await list.text();
	expect(text).toContain("xxxx");
	expect(text.length).toBeLessThan(long.length);
	expect((await browsr.end(id)).status).toBe(204);
	await expect.poll(async () => (await own.tabs()).length).toBe(1);
});

// Its end and the refusals below each wait for a patience to be over, so they wait together.
test.concurrent("a browser that is there and does not answer any more can't be reached", async (context) => {
	await using stuck = await OwnChrome.start();
	const own = new Account(berth);
	const { session_id: id } = await new Browsr(own).start({ cdp_url: stuck.url });
	const theirs = await CdpSocket.open(stuck.socketUrl);
	process.kill(await theirs.browserPid(), "SIGSTOP");
	await context.expect
		.poll(() => own.session(id))
		.toMatchObject({
			closeReason: "ConnectionError",
			closeReasonText: expect.stringContaining("no answer in time"),
		});
	expect((await new Browsr(own).end(id)).status).toBe(204);
});

describe.concurrent("an endpoint is refused that", () => {
	test.each<[string, GatewayRules, string]>([
		[
			"redirects",
			{ answer: (_, response) => response.writeHead(302, { location: chrome.url }).end() },
			"redirects",
		],
		["answers something else", { answer: (_, response) => response.end("<html>") }, "as a browser does"],
		["never stops", { answer: (_, response) => response.write("x".repeat(100_000)) }, "too long"],
		["never answers", { answer: () => {} }, "in time"],
		["names a socket that is none", { answer: naming("file:///etc/passwd") }, "not permitted"],
		["names a dead socket", { answer: naming("ws://127.0.0.1:1/") }, "no connection"],
	])("%s", async (_, rules, words) => {
		await using gateway = await startGateway(rules);
		const refused = await browsr.ask("POST", "/sessions", { cdp_url: gateway.url.replace("ws", "http") });
		expect(refused).toMatchObject({ status: 502, body: { code: "endpoint_unreachable" } });
		expect(refused.text).toContain(words);
	});

	test.each<[string, GatewayRules["talk"]]>([
		["talks nonsense", (socket) => socket.on("message", () => socket.send("nonsense"))],
		["is silent", () => {}],
		["refuses everything", (socket) => socket.on("message", (data) => socket.send(refusing(data)))],
		["hangs up", (socket) => socket.close()],
		["answers nothing of use", (socket) => socket.on("message", () => socket.send('{"id":1,"result":{}}'))],
	])("%s on its socket", async (_, talk) => {
		await using gateway = await startGateway({ ...(talk && { talk }) });
		const refused = await browsr.ask("POST", "/sessions", { cdp_url: gateway.url });
		expect(refused).toMatchObject({ status: 502, body: { code: "endpoint_unreachable" } });
		expect(refused.text).not.toContain(KEY);
	});

	test("nobody listens at", async () => {
		const stranger = new Browsr(new Account(berth));
		const refused = await stranger.ask("POST", "/sessions", { cdp_url: "http://127.0.0.1:1" });
		expect(refused).toMatchObject({ status: 502, body: { code: "endpoint_unreachable" } });
		expect((await stranger.ask("GET", "/sessions")).text).toBe('{"sessions":[]}');
	});
});

const attachedTo = (targetId: string): string =>
	JSON.stringify({
		method: "Target.attachedToTarget",
		params: {
			sessionId: `session-of-${targetId}`,
			targetInfo: { targetId, type: "page", url: "https://example.com/", title: "" },
			waitingForDebugger: true,
		},
	});

const withLongTitles = (message: string, long: string): string =>
	message.replaceAll(/"title":"[^"]*"/g, `"title":"${long}"`);

/** A provider that repeats a key which it does not take. */
function refusing(data: unknown): string {
	const { id } = JSON.parse(String(data)) as { readonly id: number };
	return JSON.stringify({ id, error: { code: -32_000, message: `${KEY} is not known` } });
}

function naming(webSocketDebuggerUrl: string) {
	return (_: unknown, response: { end: (text: string) => void }) =>
		response.end(JSON.stringify({ webSocketDebuggerUrl }));
}
