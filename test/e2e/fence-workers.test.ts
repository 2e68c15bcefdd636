import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account } from "./account.ts";
import { OwnChrome } from "./own-chrome.ts";
import { type Pages, startPages } from "./pages.ts";
import { SharedBerth } from "./shared-berth.ts";

interface Paused {
	readonly method?: string;
	readonly params: { readonly requestId: string; readonly request: { readonly url: string } };
}

let berth: SharedBerth;
/** Somebody with a `write` token. */
let tenant: Account;

beforeAll(async () => {
	berth = await SharedBerth.join();
	tenant = await new Account(berth).withToken();
});
afterAll(() => berth.leave());

/** Service workers that have a page's navigation ask the server behind their backs, and show what it said. */
const WORKERS = {
	"navigation preload": `
		oninstall = () => skipWaiting();
		onactivate = (event) => event.waitUntil(registration.navigationPreload.enable().then(() => clients.claim()));
		onfetch = (event) => {
			if (event.request.mode === "navigate") event.respondWith(event.preloadResponse.then((a) => a ?? fetch(event.request)));
		};`,
	"a route that races the network": `
		oninstall = (event) => {
			skipWaiting();
			event.waitUntil(event.addRoutes({ condition: { urlPattern: "/json/*" }, source: "race-network-and-fetch-handler" }));
		};
		onactivate = (event) => event.waitUntil(clients.claim());
		onfetch = (event) => event.respondWith(new Promise((resolve) => setTimeout(() => resolve(fetch(event.request)), 3000)));`,
};

/** Goes to a path of the same origin, once the worker has begun or will not. */
const attackOn = (path: string): string => begun(`location = "${path}";`);

/** Registers the worker, waits until it has begun or will not, and does something then. */
const begun = (then: string): string => `(async () => {
	const registration = await navigator.serviceWorker.register("/worker.js").catch(() => undefined);
	const worker = registration && (registration.installing ?? registration.waiting ?? registration.active);
	if (worker) await new Promise((resolve) => {
		worker.onstatechange = () => { if (["activated", "redundant"].includes(worker.state)) resolve(); };
		worker.onstatechange();
	});
	${then}
})()`;

/** A page at an origin, for a client that answers for the origin's server: with the page, and a worker that it made up. */
async function pageWith(worker: string, origin: string, sessionId: string) {
	const client = await tenant.connect(sessionId);
	const bodies = new Map([
		["/", ["text/html", "<title>Ours</title>"]],
		["/worker.js", ["text/javascript", worker]],
	]);
	client.socket.on("message", (data) => {
		const { method, params } = JSON.parse(Buffer.isBuffer(data) ? data.toString() : "{}") as Paused;
		if (method !== "Fetch.requestPaused") return;
		const [type = "", text = ""] = bodies.get(new URL(params.request.url).pathname) ?? [];
		const answered = client.send("Fetch.fulfillRequest", {
			requestId: params.requestId,
			responseCode: 200,
			responseHeaders: [{ name: "content-type", value: type }],
			body: Buffer.from(text).toString("base64"),
		});
		// Chrome may have given the request up already.
		answered.catch(() => undefined);
	});
	await client.send("Fetch.enable", {
		patterns: [...bodies.keys()].map((each) => ({ urlPattern: `${origin}${each}` })),
	});
	const { targetId } = await client.send("Target.createTarget", { url: `${origin}/` });
	const { sessionId: page } = await client.send("Target.attachToTarget", { targetId, flatten: true });
	await expect.poll(() => client.evaluate("document.title", page)).toBe("Ours");
	return { client, page };
}

/** What a page of an origin gets to see of a path there, with a worker that its client has made up. */
async function seenWith(worker: string, origin: string, path: string): Promise<unknown> {
	const { sessionId } = await tenant.create();
	const { client, page } = await pageWith(worker, origin, sessionId);
	await client.evaluate(attackOn(path), page);
	await expect
		.poll(() => client.evaluate("document.readyState + location.pathname", page))
		.toBe(`complete${path}`);
	const seen = await client.evaluate("document.documentElement.innerText", page);
	await client.close();
	await tenant.end(sessionId);
	return seen;
}

/** A DevTools endpoint that tells pages at once what it is, and keeps Berth waiting. */
const startSlowEndpoint = (onPreload = () => {}): Promise<Pages> =>
	startPages({
		"/json/version": ({ headers }, response) => {
			if (headers["service-worker-navigation-preload"] !== undefined) onPreload();
			if (headers["sec-fetch-mode"] !== undefined) response.end("what is the endpoint's");
		},
	});

describe("a service worker at a DevTools endpoint", () => {
	test.each(Object.entries(WORKERS))("reads nothing there by %s", async (_, worker) => {
		await using chrome = await OwnChrome.start();
		const seen = await seenWith(worker, chrome.url, "/json/version");
		expect(seen).toContain("kept off the machine");
	});

	test.each(Object.entries(WORKERS))("reads nothing by %s before it is known as one", async (_, worker) => {
		await using endpoint = await startSlowEndpoint();
		const seen = await seenWith(worker, endpoint.url, "/json/version");
		expect(seen).toContain("kept off the machine");
	});
});

test("a prefetch by speculation rules asks nobody behind a service worker", async () => {
	let preloads = 0;
	await using endpoint = await startSlowEndpoint(() => (preloads += 1));
	const { sessionId } = await tenant.create();
	const { client, page } = await pageWith(WORKERS["navigation preload"], endpoint.url, sessionId);
	await client.send("Preload.enable", undefined, page);
	const rules = { prefetch: [{ source: "list", urls: ["/json/version"], eagerness: "immediate" }] };
	const speculate = `
		const script = document.createElement("script");
		script.type = "speculationrules";
		script.textContent = ${JSON.stringify(JSON.stringify(rules))};
		document.head.append(script);`;
	await client.evaluate(begun(speculate), page);
	await expect
		.poll(() => client.events.map(({ method }) => method))
		.toContain("Preload.preloadingAttemptSourcesUpdated");
	// Chrome begins none. One that did would have asked before this.
	await client.evaluate(`fetch("/nothing").catch(() => 0).then(() => 0)`, page);
	expect(preloads).toBe(0);
	await client.close();
	await tenant.end(sessionId);
});

test("a service worker does not wait for a Chrome where nobody listens", async () => {
	const gone = await startPages({});
	await gone[Symbol.asyncDispose]();
	const { sessionId } = await tenant.create();
	const { client, page } = await pageWith("", gone.url, sessionId);
	const register = `navigator.serviceWorker.register("/worker.js").then(() => 0, () => 0)`;
	await client.evaluate(register, page);
	const count = `navigator.serviceWorker.getRegistrations().then((all) => all.length)`;
	await expect.poll(() => client.evaluate(count, page)).toBe(0);
	const log = `${tenant.url}/berth/v1/sessions/${sessionId}/log`;
	await expect
		.poll(async () => (await fetch(log, { headers: tenant.headers })).text())
		.toContain(`closed by the fence around the browser's machine: ${gone.url}/worker.js`);
	await client.close();
	await tenant.end(sessionId);
});

test("a service worker of another server on the machine answers its pages", async () => {
	const worker = `
		oninstall = () => skipWaiting();
		onactivate = (event) => event.waitUntil(clients.claim());
		onfetch = (event) => { if (event.request.url.endsWith("/shown")) event.respondWith(new Response("by the worker")); };`;
	await using pages = await startPages({
		"/": "<title>Ours</title>",
		"/worker.js": (_, response) =>
			void response.writeHead(200, { "content-type": "text/javascript" }).end(worker),
		"/shown": "by the server",
	});
	await expect.poll(() => seenWith(worker, pages.url, "/shown")).toBe("by the worker");
});
