import puppeteer from "@cloudflare/puppeteer";
import { FrameReader, framesOf } from "../../../src/http/binding/chunked-socket.ts";

/*
 * A Worker that binds Berth in the place of its browser. Its own callers say which binding, and what to do with it.
 */

type Methods = Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>;

/** A method of the typed form; what is none is for Berth to say. */
const call = (binding: Binding, method: string, args: readonly unknown[] = []): Promise<unknown> =>
	((binding as unknown as Methods)[method] as Methods[string])(...args);

interface Binding {
	fetch(input: string, init?: RequestInit): Promise<Response>;
	readonly devtools: Methods;
}

type ConsumerEnv = Readonly<Record<string, Binding>>;

const VERSION = JSON.stringify({ id: 1, method: "Browser.getVersion" });

export default {
	async fetch(request: Request, env: ConsumerEnv): Promise<Response> {
		const url = new URL(request.url);
		const [, name = "", what = "", method = ""] = url.pathname.split("/");
		const binding = env[name];
		if (binding === undefined) return new Response("no such binding", { status: 404 });
		const args = request.method === "POST" ? await request.json<unknown[]>() : [];
		try {
			return await answer(binding, { what, method, args, query: url.searchParams });
		} catch (fault) {
			return Response.json({ thrown: fault instanceof Error ? fault.message : String(fault) });
		}
	},
};

interface Asked {
	readonly what: string;
	readonly method: string;
	readonly args: readonly unknown[];
	readonly query: URLSearchParams;
}

async function answer(binding: Binding, { what, method, args, query }: Asked): Promise<Response> {
	switch (what) {
		case "fetch":
			return binding.fetch(`https://fake.host${query.get("path")}`, { method });
		case "rpc":
			return Response.json(await call(binding, method, args));
		case "quick":
			return (await call(binding, "quickAction", args)) as Response;
		case "devtools":
			return Response.json(await binding.devtools[method]?.(...args));
		case "pinned":
			return pinned(binding, args);
		case "launch":
			return launch(binding);
		case "old":
			return old(binding);
		case "puppeteer":
			return drive(binding, query.get("url") ?? "");
		default:
			return new Response("unknown", { status: 404 });
	}
}

/** What `@cloudflare/puppeteer` does with a binding, all of it. */
async function drive(binding: Binding, page: string): Promise<Response> {
	const endpoint = binding as unknown as Parameters<typeof puppeteer.launch>[0];
	const browser = await puppeteer.launch(endpoint, { keep_alive: 60_000 });
	const sessionId = browser.sessionId();
	const tab = await browser.newPage();
	await tab.goto(page);
	const title = await tab.title();
	const whileRunning = await puppeteer.sessions(endpoint);
	const limits = await puppeteer.limits(endpoint);
	await browser.disconnect();
	const again = await puppeteer.connect(endpoint, sessionId);
	const urls = (await again.pages()).map((each) => each.url());
	await again.close();
	const acquired = await puppeteer.acquire(endpoint);
	const other = await puppeteer.connect(endpoint, acquired.sessionId);
	await other.close();
	return Response.json({
		sessionId,
		title,
		urls,
		whileRunning,
		limits,
		history: await puppeteer.history(endpoint),
	});
}

interface Session {
	readonly sessionId: string;
	readonly webSocket: { fetch(input: string, init?: RequestInit): Promise<Response> };
}

async function launch(binding: Binding): Promise<Response> {
	const { sessionId, webSocket } = (await call(binding, "launch")) as Session;
	return Response.json({ sessionId, said: await say(webSocket) });
}

async function pinned(binding: Binding, args: readonly unknown[]): Promise<Response> {
	const { webSocket } = (await call(binding, "connectSession", args)) as Session;
	// Whatever it is asked for, it is the one socket.
	const plain = await webSocket.fetch("https://any/v1/devtools/session", { method: "DELETE" });
	return Response.json({ said: await say(webSocket), plain: plain.status });
}

async function say(webSocket: Session["webSocket"]): Promise<unknown> {
	const { webSocket: socket } = await webSocket.fetch("https://any/", { headers: { Upgrade: "websocket" } });
	if (socket === null) throw new Error("no socket");
	const { promise, resolve } = Promise.withResolvers<unknown>();
	socket.addEventListener("message", ({ data }) => resolve(JSON.parse(String(data))));
	socket.accept();
	socket.send(VERSION);
	const answered = await promise;
	socket.close();
	return answered;
}

/** As clients of before the plain protocol speak. */
async function old(binding: Binding): Promise<Response> {
	const acquired = await binding.fetch("http://fake.host/v1/acquire");
	const { sessionId } = await acquired.json<{ sessionId: string }>();
	const path = `https://fake.host/v1/connectDevtools?browser_session=${sessionId}`;
	const { webSocket } = await binding.fetch(path, { headers: { Upgrade: "websocket" } });
	if (webSocket === null) throw new Error("no socket");
	const reader = new FrameReader();
	const { promise, resolve } = Promise.withResolvers<unknown>();
	webSocket.binaryType = "arraybuffer";
	webSocket.addEventListener("message", ({ data }) => {
		const message = reader.read(new Uint8Array(data as ArrayBuffer));
		if (typeof message === "string") resolve(JSON.parse(message));
	});
	webSocket.accept();
	webSocket.send("ping");
	// Longer than a frame holds.
	const params = { expression: `"${"x".repeat(1_500_000)}".length` };
	for (const frame of framesOf(JSON.stringify({ id: 1, method: "Target.getTargets", params })))
		webSocket.send(frame);
	const answered = await promise;
	webSocket.close();
	return Response.json({ sessionId, answered });
}
