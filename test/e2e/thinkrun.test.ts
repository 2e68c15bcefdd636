import { afterAll, beforeAll, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { type Pages, startPages } from "./pages.ts";

/** What ThinkRun's API answers, as far as tests look at it. */
interface Body {
	readonly sessionId: string;
	readonly status: string;
	readonly total: number;
	readonly code?: string;
	readonly artifacts: readonly { readonly publicUrl: string; readonly size: number }[];
}

let berth: Berth;
let pages: Pages;
let account: Account;

beforeAll(async () => {
	[berth, pages] = await Promise.all([
		startBerth(),
		startPages({
			"/start": `<title>Start</title><link rel="icon" href="data:,"><a href="/next">on</a>
				<script>console.log("size", innerWidth, innerHeight)</script>`,
			"/next": `<title>Next</title><link rel="icon" href="data:,"><script>
				console.error("gone wrong"); fetch("/missing").then((answer) => answer.text());
			</script>`,
		}),
	]);
	// A token's account, as the API knows it, needs no header.
	account = await new Account(berth).withToken();
});
afterAll(() => Promise.all([berth.stop(), pages.stop()]));

async function ask(method: string, path: string, body?: object): Promise<Body> {
	const answer = await fetch(`${berth.url}/api/sessions${path}`, {
		method,
		headers: { "x-api-key": account.token },
		...(body && { body: JSON.stringify(body) }),
	});
	return (await answer.json()) as Body;
}

/** Starts a session; resolves when it runs. */
async function start(body: object): Promise<string> {
	const { sessionId, status } = await ask("POST", "", body);
	expect(status).toBe("creating");
	await expect.poll(async () => (await ask("GET", `/${sessionId}`)).status).toBe("running");
	return sessionId;
}

test("all that a session was is there after its Chrome was killed, and after a restart", async () => {
	const { url } = pages;
	const id = await start({
		initialPrompt: `${url}/start`,
		options: { browser: "chromium", viewport: { width: 1024, height: 600 } },
	});
	expect(await ask("GET", `/${id}/health`)).toMatchObject({
		status: "healthy",
		sessionState: "running",
		browserResponsive: true,
		currentUrl: `${url}/start`,
	});
	expect(await ask("POST", `/${id}/click`, { selector: "a" })).toEqual({ success: true, selector: "a" });
	expect(await ask("POST", `/${id}/wait-for-text`, { text: "nowhere", timeout: 100 })).toMatchObject({
		code: "OPERATION_TIMEOUT",
		retryable: true,
	});
	expect(await ask("POST", `/${id}/screenshot`)).toMatchObject({ success: true, mimeType: "image/png" });
	await ask("POST", `/${id}/artifacts/notes`, { content: "kept" });
	await expect.poll(async () => (await ask("GET", `/${id}/network`)).total).toBe(3);

	const [chrome] = berth.chromePids();
	if (chrome === undefined) throw new Error("no Chrome");
	process.kill(chrome, "SIGKILL");
	await expect.poll(async () => (await ask("GET", `/${id}`)).status).toBe("failed");

	const look = async () => {
		const [shown, health, actions, files, text, log, network, list] = await Promise.all(
			["", "/health", "/actions", "/artifacts", "/artifacts/notes", "/console", "/network"]
				.map((path) => ask("GET", `/${id}${path}`))
				.concat(ask("GET", "?includeTerminated=true")),
		);
		const [picture] = files?.artifacts ?? [];
		const bytes = await (await fetch(picture?.publicUrl ?? "")).arrayBuffer();
		const hasPicture = bytes.byteLength === picture?.size;
		return { shown, health, actions, files, text, log, network, list, hasPicture };
	};
	const expected = {
		shown: {
			sessionId: id,
			status: "failed",
			currentUrl: `${url}/next`,
			title: "Next",
			navigationCount: 2,
			actionCount: 3,
			screenshotCount: 1,
			navigationHistory: [
				{ url: `${url}/start`, title: "Start" },
				{ url: `${url}/next`, title: "Next" },
			],
			closeReason: "ChromiumCrashed",
		},
		health: { status: "closed", sessionState: "failed", browserResponsive: false, currentUrl: `${url}/next` },
		actions: {
			actions: [
				{ type: "click", success: true },
				{ type: "wait-for-text", success: false, error: { code: "OPERATION_TIMEOUT" } },
				{ type: "screenshot", success: true },
			],
			total: 3,
		},
		files: { artifacts: [{ type: "screenshot" }, { type: "text" }], total: 2 },
		text: { name: "notes", content: "kept" },
		log: {
			logs: [
				{ level: "info", message: "size 1024 600" },
				{ level: "error", message: "gone wrong" },
				{ level: "error", message: expect.stringContaining("404") },
			],
			total: 3,
		},
		network: {
			requests: [
				{ url: `${url}/start`, method: "GET", status: 200 },
				{ url: `${url}/next`, method: "GET", status: 200 },
				{ url: `${url}/missing`, method: "GET", status: 404 },
			],
			total: 3,
		},
		list: { sessions: [{ sessionId: id, status: "failed", currentUrl: `${url}/next`, navigationCount: 2 }] },
		hasPicture: true,
	};
	await expect.poll(look).toMatchObject(expected);
	expect(await ask("GET", "")).toEqual({ sessions: [], total: 0, hasMore: false });
	expect(await ask("POST", `/${id}/click`, { selector: "a" })).toMatchObject({ code: "SESSION_CLOSED" });
	await berth.restart();
	expect(await look()).toMatchObject(expected);
});

test("health tells of a Chrome that hangs, and of one that goes on", async () => {
	const id = await start({ initialPrompt: "about:blank" });
	const [chrome] = berth.chromePids();
	if (chrome === undefined) throw new Error("no Chrome");
	process.kill(chrome, "SIGSTOP");
	const health = () => ask("GET", `/${id}/health`);
	expect(await health()).toMatchObject({
		status: "unhealthy",
		sessionState: "running",
		browserResponsive: false,
		reason: expect.stringContaining("did not answer"),
	});
	process.kill(chrome, "SIGCONT");
	await expect.poll(health).toMatchObject({ status: "healthy", browserResponsive: true });
	expect(await ask("DELETE", `/${id}`)).toEqual({ success: true, message: "Session terminated" });
	await expect.poll(async () => (await ask("GET", `/${id}`)).status).toBe("completed");
});
