import { chromium } from "playwright-core";
import { connect } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Account } from "./account.ts";
import { CdpSocket } from "./cdp-socket.ts";
import { stillRunning } from "./chromes.ts";
import { CountingHost } from "./counting-host.ts";
import { SharedBerth } from "./shared-berth.ts";

const ALLOWED = "allowed";
const OTHER = "other";

let berth: SharedBerth;
let host: CountingHost;
let account: Account;
/** Origins: the one that is on the list, and the one that is not. */
let allowed: string;
let other: string;
let otherSocket: string;

beforeAll(async () => {
	berth = await SharedBerth.join();
	host = await CountingHost.start();
	account = new Account(berth);
	allowed = host.at(ALLOWED);
	other = host.at(OTHER);
	otherSocket = host.at(OTHER, "ws");
});
afterAll(async () => {
	await berth.leave();
	await host[Symbol.asyncDispose]();
});

interface Guarded {
	readonly id: string;
	readonly browser: CdpSocket;
	/** CDP's session with the page. */
	readonly page: string;
	readonly targetId: string;
	evaluate(expression: string): Promise<unknown>;
}

const open: Guarded[] = [];
afterEach(async () => {
	await Promise.all(
		open.splice(0).map(async ({ id, browser }) => {
			await browser.close();
			await account.end(id);
		}),
	);
	host.arrived.length = 0;
});

async function create(guardrails: object): Promise<string> {
	const body = JSON.stringify({ guardrails });
	const path = "/browser?keep_alive=600000";
	return (await account.read<{ sessionId: string }>(path, { method: "POST", body })).sessionId;
}

/** A session that may reach the allowed host alone, with a page of it. */
async function guarded(
	path = "/",
	allowedDomains: readonly string[] = [`${ALLOWED}.localhost`],
): Promise<Guarded> {
	const id = await create({ allowedDomains });
	const browser = await account.connect(id);
	const { targetId } = await browser.send("Target.createTarget", { url: `${allowed}${path}` });
	const { sessionId: page } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
	const evaluate = async (expression: string) => {
		const { result, exceptionDetails } = await browser.send(
			"Runtime.evaluate",
			{ expression, returnByValue: true, awaitPromise: true, userGesture: true },
			page,
		);
		if (exceptionDetails !== undefined)
			throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
		return result.value as unknown;
	};
	// A tab begins with a blank page, which is complete.
	await expect.poll(() => evaluate("document.readyState + location.href")).toBe(`complete${allowed}${path}`);
	const session = { id, browser, page, targetId, evaluate };
	open.push(session);
	return session;
}

interface Log {
	readonly entries: readonly { readonly text: string; readonly detail: { readonly url?: string } }[];
}

const refusals = async (id: string): Promise<readonly string[]> => {
	const answer = await fetch(`${berth.url}/berth/v1/sessions/${id}/log?kind=guardrails&limit=1000`, {
		headers: account.headers,
	});
	return ((await answer.json()) as Log).entries.map(({ text }) => text);
};

const element = (html: string) => `document.body.insertAdjacentHTML("beforeend", ${JSON.stringify(html)})`;
/** Scripts that are inserted as HTML do not run. */
const script = (fields: string) =>
	`(() => { const made = document.createElement("script"); ${fields}; document.head.append(made); })()`;
const rules = (field: string, url: string) =>
	script(
		`made.type = "speculationrules"; made.textContent = ${JSON.stringify(
			JSON.stringify({ [field]: [{ source: "list", urls: [url], eagerness: "immediate" }] }),
		)}`,
	);

/** Each way of a page to another host, and what it does in the page; `at` is a path of the other host. */
const WAYS: readonly (readonly [name: string, of: (at: string) => string])[] = [
	["an image", (at) => element(`<img src="${at}">`)],
	["an image set", (at) => element(`<img srcset="${at} 2x" src="${at}">`)],
	["a script", (at) => script(`made.src = "${at}"`)],
	["a module", (at) => `import("${at}").catch(() => 0)`],
	["a stylesheet", (at) => element(`<link rel="stylesheet" href="${at}">`)],
	["an import of a stylesheet", (at) => element(`<style>@import "${at}"</style>`)],
	["a picture of a style", (at) => element(`<div style="background: url(${at}); height: 9px">x</div>`)],
	["a font", (at) => `new FontFace("f", "url(${at})").load().catch(() => 0)`],
	["a video", (at) => element(`<video src="${at}" autoplay muted></video>`)],
	["an object", (at) => element(`<object data="${at}"></object><embed src="${at}">`)],
	["fetch", (at) => `fetch("${at}").catch(() => 0)`],
	["fetch without CORS", (at) => `fetch("${at}", { mode: "no-cors" }).catch(() => 0)`],
	[
		"fetch that outlives its page",
		(at) => `fetch("${at}", { keepalive: true, mode: "no-cors" }).catch(() => 0)`,
	],
	["a deferred fetch", (at) => `globalThis.fetchLater?.("${at}", { activateAfter: 0 }).activated`],
	[
		"XMLHttpRequest",
		(at) => `{ const asked = new XMLHttpRequest(); asked.open("POST", "${at}"); asked.send("x"); }`,
	],
	["a beacon", (at) => `navigator.sendBeacon("${at}", "x")`],
	["server-sent events", (at) => `void new EventSource("${at}")`],
	["a frame", (at) => element(`<iframe src="${at}"></iframe>`)],
	[
		"a frame in a sandbox",
		(at) => element(`<iframe sandbox="allow-scripts" srcdoc="<img src=${at}>"></iframe>`),
	],
	["a frame of data", (at) => element(`<iframe src="data:text/html,<img src='${at}'>"></iframe>`)],
	[
		"a blank frame's own fetch",
		(at) =>
			`document.body.appendChild(document.createElement("iframe")).contentWindow.fetch("${at}").catch(() => 0)`,
	],
	[
		"a form in a frame",
		(at) =>
			`${element(`<iframe name="into"></iframe><form target="into" method="post" action="${at}"></form>`)}, document.forms[0].submit()`,
	],
	[
		"a form in a tab",
		(at) =>
			`${element(`<form target="_blank" method="post" action="${at}"></form>`)}, document.forms[0].submit()`,
	],
	["a ping", (at) => `${element(`<a href="#x" ping="${at}">x</a>`)}, document.querySelector("a").click()`],
	["a popup", (at) => `void open("${at}")`],
	["a popup without an opener", (at) => `void open("${at}", "_blank", "noopener")`],
	[
		"a blank popup that is written",
		(at) =>
			`void open("about:blank").document.write("<img src='${at}'><script>fetch('${at}')</" + "script>")`,
	],
	["a blank popup's own fetch", (at) => `open("about:blank").fetch("${at}").catch(() => 0)`],
	[
		"a popup of a blob",
		(at) => `void open(URL.createObjectURL(new Blob(["<img src='${at}'>"], { type: "text/html" })))`,
	],
	["prefetch", (at) => element(`<link rel="prefetch" href="${at}">`)],
	[
		"preload",
		(at) => element(`<link rel="preload" as="script" href="${at}"><link rel="modulepreload" href="${at}">`),
	],
	["an icon", (at) => element(`<link rel="icon" href="${at}">`)],
	["a page that is prerendered", (at) => rules("prerender", `${allowed}/with-image?to=${at}`)],
	["a redirect", (at) => `fetch("/redirect?to=${at}").catch(() => 0)`],
	["a redirect of a frame", (at) => element(`<iframe src="/redirect?to=${at}"></iframe>`)],
	["two redirects", (at) => `fetch("/redirect?to=/redirect?to=${at}").catch(() => 0)`],
	[
		"a refresh",
		(at) => element(`<iframe srcdoc="<meta http-equiv=refresh content='0;url=${at}'>"></iframe>`),
	],
	["a frame that is sent on", (at) => element(`<iframe src="/sent-on?to=${at}"></iframe>`)],
	["a download", (at) => `${element(`<a href="${at}" download>x</a>`)}, document.querySelector("a").click()`],
	["a worker's script", (at) => `try { new Worker("${at}") } catch {}`],
	["a dedicated worker's fetch", (at) => `void new Worker("/worker.js#fetch ${at}")`],
	["a dedicated worker's import", (at) => `void new Worker("/worker.js#import ${at}")`],
	["a worker's worker", (at) => `void new Worker("/worker.js#nest ${at}")`],
	["a worker of a blob", (at) => `void new Worker(URL.createObjectURL(new Blob(["fetch('${at}')"])))`],
	["a shared worker's fetch", (at) => `void new SharedWorker("/worker.js#fetch ${at}")`],
	["a shared worker's import", (at) => `void new SharedWorker("/worker.js#import ${at}")`],
	[
		"a service worker",
		(at) =>
			`navigator.serviceWorker.register("/service.js?to=${at}").then(() => navigator.serviceWorker.ready).then(() => 0)`,
	],
	[
		"what Chrome fetches in the background",
		(at) =>
			`navigator.serviceWorker.register("/service.js").then(() => navigator.serviceWorker.ready).then((own) => own.backgroundFetch.fetch("x", ["${at}"])).then(() => 0, () => 0)`,
	],
];

const SILENT = [
	"a deferred fetch",
	"an icon",
	"a page that is prerendered",
	"a worker's script",
	"what Chrome fetches in the background",
];

const WORKER = `
	const [what, at] = decodeURIComponent(location.hash.slice(1)).split(" ");
	const go = {
		fetch: () => fetch(at).catch(() => 0),
		import: () => { try { importScripts(at); } catch {} },
		nest: () => new Worker("/worker.js#fetch " + at),
		socket: () => { try { new WebSocket(at); } catch {} },
		slyly: () => {
			String.prototype.startsWith = Array.prototype.some = RegExp.prototype.test = () => true;
			Object.defineProperty(URL.prototype, "hostname", { get: () => "allowed.localhost" });
			for (const open of [WebSocket, WebSocket.prototype.constructor, class extends WebSocket {}])
				try { new open({ toString: () => at }); } catch {}
		},
	}[what];
	go();`;

describe("a page of an allowed host", () => {
	beforeAll(() => {
		host.pages.set("/redirect", (request, response) => {
			response.writeHead(302, { location: (request.url ?? "").slice("/redirect?to=".length) }).end();
		});
		host.pages.set("/sent-on", `<script>location = location.search.slice(4)</script>`);
		host.pages.set(
			"/with-image",
			`<script>document.write('<img src="' + location.search.slice(4) + '">')</script>`,
		);
		host.pages.set("/worker.js", WORKER);
		host.pages.set(
			"/service.js",
			`const to = new URL(location).searchParams.get("to"); if (to) { fetch(to).catch(() => 0); try { importScripts(to); } catch {} }`,
		);
	});

	test("gets what it asks its own host for", async () => {
		const { evaluate, id } = await guarded();
		expect(await evaluate(`fetch("/own").then(({ status }) => status)`)).toBe(200);
		expect(host.arrivedAt(ALLOWED)).toContain("GET allowed.localhost/own");
		expect(await evaluate(`fetch("data:,x").then((answer) => answer.text())`)).toBe("x");
		expect(await evaluate("navigator.onLine")).toBe(true);
		expect(await refusals(id)).toEqual([]);
	});

	test("reaches no other one, whatever it tries", async () => {
		const { evaluate, id, browser } = await guarded();
		const tried: string[] = [];
		for (const [index, [name, of]] of WAYS.entries()) {
			const { targetId } = await browser.send("Target.createTarget", { url: `${allowed}/way` });
			const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
			const run = (expression: string) =>
				browser.request(
					"Runtime.evaluate",
					{ expression, awaitPromise: true, userGesture: true, returnByValue: true },
					sessionId,
				);
			await expect
				.poll(async () => JSON.stringify((await run("document.readyState + location.href")).result))
				.toContain("complete" + allowed);
			const reply = await run(of(`${other}/way-${index}`));
			expect(JSON.stringify(reply), name).not.toContain("exceptionDetails");
			tried.push(name);
		}
		expect(await evaluate(`fetch("/end").then(({ status }) => status)`)).toBe(200);
		// Chrome gives these up by itself, or keeps them for later. They must not arrive either.
		const silent = new Set(SILENT);
		const told = WAYS.flatMap(([name], index) => (silent.has(name) ? [] : [`/way-${index}`]));
		const pathsTold = async () => (await refusals(id)).map((text) => /\/way-\d+/.exec(text)?.[0]);
		await expect.poll(pathsTold).toEqual(expect.arrayContaining(told));
		expect(host.arrivedAt(OTHER)).toEqual([]);
		expect(tried).toHaveLength(WAYS.length);
	});

	test("is told what has refused it, where it may read that", async () => {
		const { browser, page, targetId } = await guarded();
		await browser.send("Network.enable", undefined, page);
		await browser.send("Page.navigate", { url: `${other}/page` }, page);
		const answered = () =>
			browser.events.find(
				({ method, params }) =>
					method === "Network.responseReceived" && JSON.stringify(params).includes(`${other}/page`),
			)?.params["response"];
		await expect.poll(answered).toMatchObject({
			status: 403,
			headers: { "cf-mitigated": "guardrails", "cf-brapi-guardrails-reason": "not-in-allowlist" },
		});
		await expect
			.poll(async () => (await account.targets(open.at(-1)?.id ?? "")).find(({ id }) => id === targetId)?.url)
			.toBe(`${other}/page`);
		expect(host.arrivedAt(OTHER)).toEqual([]);
	});

	test.each<[string, string, (at: string) => string]>([
		["the page", "page", (at) => `new WebSocket("${at}")`],
		[
			"a blank frame",
			"frame",
			(at) =>
				`new (document.body.appendChild(document.createElement("iframe")).contentWindow.WebSocket)("${at}")`,
		],
		["a dedicated worker", "dedicated", (at) => `new Worker("/worker.js#socket ${at}")`],
		["a shared worker", "shared", (at) => `new SharedWorker("/worker.js#socket ${at}")`],
		[
			"a worker that has replaced what it is looked at with",
			"sly",
			(at) => `new SharedWorker("/worker.js#slyly ${at}")`,
		],
		[
			"a blank popup",
			"popup",
			(at) => `{ const shown = open("about:blank"); new shown.WebSocket("${at}"); }`,
		],
	])("opens no socket to another host from %s", async (_, path, of) => {
		const { evaluate } = await guarded();
		const run = (at: string) => evaluate(`void (() => { ${of(`${at}/${path}`)} })()`);
		for (let at = 0; at < 5; at += 1) await run(otherSocket);
		// What is opened last, in the same way, arrives.
		await run(host.at(ALLOWED, "ws"));
		await expect.poll(() => host.arrivedAt(ALLOWED)).toContain(`WS allowed.localhost/${path}`);
		expect(host.arrivedAt(OTHER)).toEqual([]);
	});

	test.each<[string, string]>([
		["itself", "globalThis"],
		["a blank frame, at once", `document.body.appendChild(document.createElement("iframe")).contentWindow`],
		[
			"a frame with a document",
			`new Promise((resolve) => {
				const frame = document.createElement("iframe");
				frame.srcdoc = "<p>";
				frame.onload = () => resolve(frame.contentWindow);
				document.body.append(frame); })`,
		],
		[
			"a popup",
			`new Promise((resolve) => { const shown = open("/shown"); shown.onload = () => resolve(shown); })`,
		],
	])("has no way to have the browser ask other hosts for sign-ins or payments, in %s", async (_, realm) => {
		const found = `(async () => { const realm = await ${realm};
			return ["credentials" in realm.navigator, "PaymentRequest" in realm]; })()`;
		const { evaluate } = await guarded();
		expect(await evaluate(found)).toEqual([false, false]);
	});

	test("is left its sign-ins and payments without guardrails", async () => {
		const { sessionId } = await account.create();
		const tab = await account.openTab(sessionId, `${allowed}/page`);
		const page = await CdpSocket.open(tab.webSocketDebuggerUrl);
		expect(await page.evaluate(`"credentials" in navigator`)).toBe(true);
		await page.close();
		await account.end(sessionId);
	});

	test("sends nothing by WebRTC", async () => {
		const { evaluate } = await guarded();
		const call = (port: number) => `new Promise((resolve) => {
			globalThis.peer = new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:${port}" }] });
			peer.createDataChannel("x");
			peer.onicecandidate = () => resolve();
			peer.createOffer().then((offer) => peer.setLocalDescription(offer)); })`;
		await evaluate(call(host.udpPort));
		// The same without guardrails, and later, arrives.
		await using elsewhere = await CountingHost.start();
		const { sessionId, targets } = await account.create();
		const page = await CdpSocket.open(targets[0]?.webSocketDebuggerUrl ?? "");
		await page.evaluate(call(elsewhere.udpPort));
		await expect.poll(() => elsewhere.packets).toBeGreaterThan(0);
		expect(host.packets).toBe(0);
		await page.close();
		await account.end(sessionId);
	});

	test("shows no file, and no page of the browser's own", async () => {
		const { id, evaluate, browser, page } = await guarded();
		await browser.send("Page.navigate", { url: `${allowed}/x` }, page);
		const read = await browser.request("Target.createTarget", { url: "about:blank" });
		expect(read.error).toBeUndefined();
		const { targetId } = read.result as { targetId: string };
		for (const url of ["file:///etc/passwd", "view-source:file:///etc/passwd", "chrome://version"])
			expect((await browser.request("Page.navigate", { url }, page)).error?.message).toContain("guardrails");
		expect(
			(await account.fetch(`/browser/${id}/json/new?url=chrome://version`, { method: "PUT" })).status,
		).toBe(403);
		expect(await evaluate(`fetch("file:///etc/passwd").then(() => "read", () => "refused")`)).toBe("refused");
		await browser.send("Target.closeTarget", { targetId });
	});
});

test("nothing of another host is asked for when the session ends", async () => {
	const { browser, id, evaluate } = await guarded();
	const pid = await browser.browserPid();
	const last = `navigator.sendBeacon("${other}/beacon", "x"), fetch("${other}/last", { keepalive: true, mode: "no-cors" })`;
	await evaluate(`addEventListener("pagehide", () => { ${last}; })`);
	await evaluate(`void globalThis.fetchLater?.("${other}/later")`);
	for (let at = 0; at < 5; at += 1)
		browser.request("Target.createTarget", { url: `${other}/document-${at}` }).catch(() => undefined);
	await account.end(id);
	await expect.poll(() => stillRunning([pid])).toEqual([]);
	expect(host.arrivedAt(OTHER)).toEqual([]);
});

test("an empty list allows nothing but what needs no network", async () => {
	const { browser, page, id } = await guarded("/", []);
	await browser.send("Page.navigate", { url: `${host.at("none")}/page` }, page);
	await expect.poll(async () => (await refusals(id)).join("\n")).toContain(`${host.at("none")}/page`);
	const html = `<title>own</title><img src='${host.at("none")}/x'>`;
	await browser.send("Page.navigate", { url: `data:text/html,${html}` }, page);
	await expect.poll(async () => (await refusals(id)).join("\n")).toContain(`${host.at("none")}/x`);
	// What a browser that is on its way out still asked for is of the test before.
	expect(host.arrived.filter((line) => line.includes("none"))).toEqual([]);
});

describe("a client", () => {
	test("gets no command through that goes around guardrails", async () => {
		const { browser, page, targetId, id } = await guarded();
		const tried: [string, object, string?][] = [
			[
				"Network.loadNetworkResource",
				{
					frameId: targetId,
					url: `${other}/load`,
					options: { disableCache: true, includeCredentials: false },
				},
				page,
			],
			["Target.createBrowserContext", { proxyServer: "http://127.0.0.1:9" }],
			["Target.setRemoteLocations", { locations: [{ host: "127.0.0.1", port: 9 }] }],
			["Target.exposeDevToolsProtocol", { targetId }],
			["Browser.executeBrowserCommand", { commandId: "openTabSearch" }],
			["Extensions.loadUnpacked", { path: "/tmp" }],
		];
		for (const [method, params, session] of tried) {
			const { error } = await browser.request(method, params, session);
			expect(error, method).toMatchObject({ code: -32_000, message: expect.stringContaining("guardrails") });
			expect(await refusals(id)).toContainEqual(expect.stringContaining(method));
		}
		expect(host.arrivedAt(OTHER)).toEqual([]);
	});

	test("does not loosen them with what it may send", async () => {
		const { browser, page, evaluate } = await guarded();
		const loosening: [string, object, string?][] = [
			["Fetch.enable", { patterns: [{ urlPattern: "*nothing*" }] }],
			["Fetch.disable", {}],
			["Fetch.disable", {}, page],
			["Network.enable", {}, page],
			["Network.emulateNetworkConditionsByRule", { matchedNetworkConditions: [] }, page],
			[
				"Network.emulateNetworkConditions",
				{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 },
				page,
			],
			[
				"Network.overrideNetworkState",
				{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 },
				page,
			],
			["Network.setBlockedURLs", { urls: [] }, page],
			["Network.setBypassServiceWorker", { bypass: true }, page],
			["Network.setCacheDisabled", { cacheDisabled: true }, page],
			["Page.setBypassCSP", { enabled: true }, page],
			["Security.setIgnoreCertificateErrors", { ignore: true }, page],
			["Network.disable", {}, page],
		];
		const reach = `Promise.allSettled([
			fetch("${other}/loose", { mode: "no-cors" }),
			new Promise((resolve) => { const socket = new WebSocket("${otherSocket}/loose"); socket.onopen = socket.onerror = resolve; }),
		]).then(() => 0)`;
		for (const [method, params, session] of loosening) {
			await browser.request(method, params, session);
			await evaluate(reach);
			expect(host.arrivedAt(OTHER), method).toEqual([]);
		}
	});

	test("sends no intercepted request elsewhere", async () => {
		const { browser, page, evaluate } = await guarded();
		await browser.send("Fetch.enable", { patterns: [{ urlPattern: "*/intercepted" }] }, page);
		const asked = evaluate(`fetch("/intercepted").then(({ status }) => status, () => "failed")`);
		const paused = () => browser.events.find(({ method }) => method === "Fetch.requestPaused")?.params;
		await expect.poll(paused).toMatchObject({ request: { url: `${allowed}/intercepted` } });
		const requestId = paused()?.["requestId"];
		await browser.request("Fetch.continueRequest", { requestId, url: `${other}/continued` }, page);
		expect(await asked).toBe(403);
		expect(host.arrivedAt(OTHER)).toEqual([]);
	});

	test("that intercepts the whole browser sends no request elsewhere either", async () => {
		const { browser, id } = await guarded();
		// Whose interception is nearer to the network is Chrome's choice, for each anew.
		for (let at = 0; at < 4; at += 1) {
			const { sessionId } = await browser.send("Target.attachToBrowserTarget");
			await browser.send("Fetch.enable", { patterns: [{ urlPattern: `*/whole-${at}` }] }, sessionId);
			void browser.request("Target.createTarget", { url: `${allowed}/whole-${at}` });
			const paused = () => browser.events.find((event) => event.sessionId === sessionId)?.params;
			await expect.poll(paused).toMatchObject({ request: { url: `${allowed}/whole-${at}` } });
			const requestId = paused()?.["requestId"];
			const url = `${other}/whole-${at}`;
			expect(await browser.request("Fetch.continueRequest", { requestId, url }, sessionId)).toMatchObject({
				result: {},
			});
			await browser.send("Fetch.disable", undefined, sessionId);
		}
		expect(host.arrivedAt(OTHER)).toEqual([]);
		expect(await refusals(id)).toContainEqual(expect.stringContaining("Fetch.continueRequest"));
	});

	test.each([
		["in a context of its own", "Target.createBrowserContext", {}],
		[
			"by setting its permission",
			"Browser.setPermission",
			{ permission: { name: "background-fetch" }, setting: "granted" },
		],
		["by granting it", "Browser.grantPermissions", { permissions: ["backgroundFetch"] }],
		["by resetting all of them", "Browser.resetPermissions", {}],
	])("has no page fetch in the background, %s", async (_, method, params) => {
		const { browser } = await guarded();
		const { result } = await browser.request(method, params);
		const { browserContextId } = (result ?? {}) as { browserContextId?: string };
		const { targetId } = await browser.send("Target.createTarget", {
			url: `${allowed}/background`,
			...(browserContextId !== undefined && { browserContextId }),
		});
		const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
		const at = () => browser.evaluate("document.readyState + location.href", sessionId);
		await expect.poll(at).toBe(`complete${allowed}/background`);
		const fetching = `navigator.serviceWorker.register("/worker.js").then(() => navigator.serviceWorker.ready)
			.then((own) => own.backgroundFetch.fetch("x", ["${other}/background"])).then(() => "begun", () => "refused")`;
		expect(await browser.evaluate(fetching, sessionId)).toBe("refused");
		expect(host.arrivedAt(OTHER)).toEqual([]);
	});

	test("has no page of the browser's own, by an address that only Chrome reads or by a shortcut", async () => {
		const { browser, page, targetId, id } = await guarded();
		for (const url of ["chrome://version\\", "chrome://ver sion", "chrome://version:99999"])
			for (const method of ["Page.navigate", "Target.createTarget"] as const)
				expect((await browser.request(method, { url }, page)).error?.message).toContain("guardrails");
		const key = { key: "t", code: "KeyT", modifiers: 2, windowsVirtualKeyCode: 84 };
		await browser.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...key }, page);
		// Not every Chrome has that shortcut.
		await expect
			.poll(async () => (await account.targets(id)).filter(({ type }) => type === "page"))
			.not.toContainEqual(expect.objectContaining({ url: expect.stringMatching(/^(chrome|devtools):/) }));
		expect((await account.targets(id)).map((target) => target.id)).toContain(targetId);
	});

	test("finds a new context, and what it opens in it, guarded from the first request", async () => {
		const { browser } = await guarded();
		const { browserContextId } = await browser.send("Target.createBrowserContext");
		await browser.send("Target.createTarget", { url: `${other}/context`, browserContextId });
		await browser.send("Target.createTarget", { url: `${allowed}/context`, browserContextId });
		await expect.poll(() => host.arrivedAt(ALLOWED)).toContain("GET allowed.localhost/context");
		expect(host.arrivedAt(OTHER)).toEqual([]);
	});

	test("of puppeteer's is refused the same, and works otherwise", async () => {
		const { id } = await guarded();
		const browser = await connect({
			browserWSEndpoint: account.socket(`/browser/${id}`),
			headers: account.headers,
		});
		const page = await browser.newPage();
		expect((await page.goto(`${allowed}/puppeteer`))?.status()).toBe(200);
		const refused = await page.goto(`${other}/puppeteer`);
		expect(refused?.status()).toBe(403);
		expect(refused?.headers()).toMatchObject({ "cf-mitigated": "guardrails" });
		await page.setRequestInterception(true);
		page.on("request", (request) => void request.continue({ url: `${other}/intercepted` }));
		expect((await page.goto(`${allowed}/intercepted`))?.status()).toBe(403);
		await expect(browser.createBrowserContext({ proxyServer: "http://127.0.0.1:9" })).rejects.toThrow(
			"guardrails",
		);
		await browser.disconnect();
		expect(host.arrivedAt(OTHER)).toEqual([]);
	});

	test("of Playwright's is refused the same, and works otherwise", async () => {
		const { id } = await guarded();
		const browser = await chromium.connectOverCDP(account.socket(`/browser/${id}`), {
			headers: account.headers,
		});
		const context = await browser.newContext();
		const page = await context.newPage();
		expect((await page.goto(`${allowed}/playwright`))?.status()).toBe(200);
		expect((await page.goto(`${other}/playwright`))?.status()).toBe(403);
		await context.route("**/routed", (route) => route.continue({ url: `${other}/routed` }));
		expect((await page.goto(`${allowed}/routed`))?.status()).toBe(403);
		await expect(browser.newContext({ proxy: { server: "http://127.0.0.1:9" } })).rejects.toThrow(
			"guardrails",
		);
		await browser.close();
		expect(host.arrivedAt(OTHER)).toEqual([]);
	});

	test("on a page's own socket is no freer", async () => {
		const { id, targetId } = await guarded();
		const target = (await account.targets(id)).find((each) => each.id === targetId);
		const page = await CdpSocket.open(target?.webSocketDebuggerUrl ?? "");
		const load = {
			frameId: targetId,
			url: `${other}/load`,
			options: { disableCache: true, includeCredentials: false },
		};
		expect((await page.request("Network.loadNetworkResource", load)).error?.message).toContain("guardrails");
		expect(await page.evaluate(`fetch("${other}/own").then(() => "had", () => "refused")`)).toBe("refused");
		await page.close();
		expect(host.arrivedAt(OTHER)).toEqual([]);
	});
});
