import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { connect } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account, errorOf } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { Browsr } from "./browsr.ts";
import { CdpSocket } from "./cdp-socket.ts";
import { OwnChrome } from "./own-chrome.ts";
import { startPages } from "./pages.ts";

const SECRET = "the operator's secret";

let berth: Berth;
let admin: Account;
/** Somebody with a `write` token. */
let tenant: Account;
let folder: string;
/** A file of the operator's, as a page. */
let secretFile: string;

beforeAll(async () => {
	// As `npm start` has it.
	berth = await startBerth({ vars: { ALLOW_PRIVATE_CDP: "admin" } });
	admin = new Account(berth);
	tenant = await admin.withToken();
	folder = mkdtempSync(join(tmpdir(), "berth-fence-"));
	writeFileSync(join(folder, "secret.txt"), SECRET);
	secretFile = pathToFileURL(join(folder, "secret.txt")).href;
});
afterAll(async () => {
	await berth.stop();
	rmSync(folder, { recursive: true });
});

const post = (account: Account, path: string, body: object): Promise<Response> =>
	fetch(`${account.url}${path}`, { method: "POST", headers: account.headers, body: JSON.stringify(body) });

describe("a file of the operator's", () => {
	test("is no first page of an account's session, in any API", async () => {
		const asked: readonly [string, object, string][] = [
			["/berth/v1/sessions", { startUrl: secretFile }, "local_page_refused"],
			["/sessions", { headless: true, start_url: secretFile }, "local_page_refused"],
			["/sessions", { headless: true, start_url: "chrome://version" }, "local_page_refused"],
			["/api/sessions", { initialPrompt: "about:version" }, "FORBIDDEN"],
		];
		for (const [path, body, code] of asked) {
			const answer = await post(tenant, path, body);
			expect(answer.status, path).toBe(403);
			expect(JSON.stringify(await answer.json()), path).toContain(code);
		}
		expect(await tenant.sessions()).toEqual([]);
	});

	test("is opened in no session that a call makes for itself", async () => {
		const command = { command: "navigate_to", data: { url: secretFile } };
		expect(await (await post(tenant, "/commands", { commands: [command] })).text()).toContain(
			"local_page_refused",
		);
		expect((await post(tenant, "/v1/scrape", { url: secretFile })).status).toBe(400);
		expect((await post(tenant, "/v1/crawl", { url: secretFile })).status).toBe(400);
	});

	test("is not theirs by asking to be trusted", async () => {
		const trust = { localAccess: true, privateEndpoint: true, berthPort: "" };
		for (const path of ["/berth/v1/sessions", "/sessions", "/api/sessions"])
			expect((await post(tenant, path, { headless: true, trust })).status, path).toBe(400);
		const asked = await tenant.fetch("/browser", { method: "POST", body: JSON.stringify({ trust }) });
		expect(asked.status).toBe(400);
	});

	test("is opened in no new tab of theirs", async () => {
		const { sessionId } = await tenant.create();
		for (const url of [secretFile, ` ${secretFile}`, secretFile.toUpperCase(), "view-source:about:blank"]) {
			const path = `/browser/${sessionId}/json/new?url=${encodeURIComponent(url)}`;
			const answer = await tenant.fetch(path, { method: "PUT" });
			expect(answer.status, url).toBe(403);
			expect(await errorOf(answer)).toMatchObject({ code: 2036 });
		}
		expect(await tenant.targets(sessionId)).toHaveLength(1);
		await tenant.end(sessionId);
	});

	test("is opened by no command of theirs", async () => {
		const browsr = new Browsr(tenant);
		const { session_id } = await browsr.start({ headless: true });
		for (const url of [
			secretFile,
			secretFile.replace("file:", "FILE:"),
			"chrome://version",
			"about:version",
		]) {
			const { status, text } = await browsr.run(session_id, { command: "navigate_to", data: { url } });
			expect(status, url).toBeLessThan(500);
			expect(text, url).toContain("local_page_refused");
		}
		const { text } = await browsr.run(session_id, { command: "get_url" });
		expect(text).toContain("about:blank");
		await browsr.end(session_id);
	});

	test("is read by no raw client of theirs", async () => {
		const { sessionId, targets } = await tenant.create();
		const client = await tenant.connect(sessionId);
		const { targetId } = await client.send("Target.createTarget", { url: "about:blank" });
		const { sessionId: page } = await client.send("Target.attachToTarget", { targetId, flatten: true });
		const refusal = /kept off the machine/;
		await expect(client.send("Page.navigate", { url: secretFile }, page)).rejects.toThrow(refusal);
		await expect(client.send("Target.createTarget", { url: secretFile })).rejects.toThrow(refusal);
		const loaded = await client.request("Network.loadNetworkResource", { url: secretFile }, page);
		expect(loaded.error?.message).toMatch(refusal);
		const files = [join(folder, "secret.txt")];
		const filled = client.send("DOM.setFileInputFiles", { backendNodeId: 1, files }, page);
		await expect(filled).rejects.toThrow(refusal);
		await client.close();
		const tab = await CdpSocket.open(
			tenant.socket(`/browser/${sessionId}/page/${targets[0]?.id}`),
			tenant.headers,
		);
		await expect(tab.send("Page.navigate", { url: secretFile })).rejects.toThrow(refusal);
		await tab.close();
		await tenant.end(sessionId);
	});

	test("is held back by the browser itself, should a command for it go unnoticed", async () => {
		const { sessionId } = await tenant.create();
		const client = await tenant.connect(sessionId);
		const { evaluate, page } = await onPage(client, "data:text/html,<title>Here</title>");
		await client.send("Fetch.enable", { patterns: [{ urlPattern: "*any.example*" }] }, page);
		await client.send("Page.enable", undefined, page);
		const going = client.send("Page.navigate", { url: "http://any.example/" }, page);
		const { requestId } = await eventOf(client, "Fetch.requestPaused");
		await client.send(
			"Fetch.fulfillRequest",
			{
				requestId: String(requestId),
				responseCode: 302,
				responseHeaders: [{ name: "Location", value: secretFile }],
			},
			page,
		);
		await going;
		await expect.poll(() => evaluate("document.body?.innerText ?? ''")).not.toContain(SECRET);
		await client.close();
		await tenant.end(sessionId);
	});

	test("is not written by a raw client's downloads, which end in Berth's own folder", async () => {
		const { sessionId } = await tenant.create();
		const client = await tenant.connect(sessionId);
		await client.send("Browser.setDownloadBehavior", {
			behavior: "allow",
			downloadPath: folder,
			eventsEnabled: true,
		});
		const { evaluate } = await onPage(client, "about:blank");
		const download = `const a = document.createElement("a"); a.href = "data:text/plain,x"; a.download = "x.txt"; a.click();`;
		await evaluate(download);
		const isOver = ({ state }: Record<string, unknown>) => state !== "inProgress";
		expect(await eventOf(client, "Browser.downloadProgress", isOver)).toMatchObject({ state: "completed" });
		expect(readdirSync(folder)).toEqual(["secret.txt"]);
		await client.close();
		await tenant.end(sessionId);
	});

	test("is opened in the admin's", async () => {
		const { sessionId } = await admin.create();
		expect(await admin.openTab(sessionId, secretFile)).toMatchObject({ url: secretFile });
		await admin.end(sessionId);
	});

	test("is opened in everybody's with ALLOW_LOCAL_PAGES", async () => {
		await using open = await startBerth({ vars: { ALLOW_LOCAL_PAGES: "true" } });
		const somebody = await new Account(open).withToken();
		const { sessionId } = await somebody.create();
		expect(await somebody.openTab(sessionId, secretFile)).toMatchObject({ url: secretFile });
	});
});

describe("a Chrome on the operator's machine", () => {
	test("is at no cdp_url of an account's session", async () => {
		await using chrome = await OwnChrome.start();
		const answer = await post(tenant, "/sessions", { headless: true, cdp_url: chrome.url });
		expect(answer.status).toBe(400);
		expect(await answer.json()).toMatchObject({ error: expect.stringContaining("ALLOW_PRIVATE_CDP") });
		expect(await chrome.tabs()).toHaveLength(1);
	});

	test("may be at one of the admin's", async () => {
		await using chrome = await OwnChrome.start();
		const answer = await post(admin, "/sessions", { headless: true, cdp_url: chrome.url });
		expect(await answer.json()).toMatchObject({ status: "ready" });
	});

	test("is not reached through Berth itself, not even by the admin", async () => {
		const answer = await post(admin, "/sessions", { headless: true, cdp_url: berth.url });
		expect(answer.status).toBe(400);
	});
});

describe("a session that is kept off the machine", () => {
	test("takes files by their content", async () => {
		const browsr = new Browsr(tenant);
		const { session_id } = await browsr.start({
			headless: true,
			start_url: "data:text/html,<input type=file>",
		});
		const file = { name: "a.txt", content: Buffer.from("what it holds").toString("base64") };
		const evaluate = { expression: "document.querySelector('input').files[0].text()" };
		const { body, text } = await browsr.run(
			session_id,
			{ command: "upload_file", data: { selector: "input", files: [file] } },
			{ command: "evaluate", data: evaluate },
		);
		expect(body.success, text).toBe(true);
		expect(text).toContain("what it holds");
		await browsr.end(session_id);
	});

	test("is driven by Playwright and puppeteer, downloads and all", async () => {
		await using pages = await startPages({
			"/": `<title>Shop</title><a href="/file">file</a><input type=file>`,
			"/file": (_, response) =>
				void response.writeHead(200, { "content-disposition": "attachment; filename=a.txt" }).end("content"),
		});
		const { sessionId } = await tenant.create();
		const browser = await chromium.connectOverCDP(tenant.devtools(`/browser/${sessionId}`), {
			headers: tenant.headers,
		});
		const page = await (await browser.newContext()).newPage();
		await page.goto(`${pages.url}/`);
		expect(await page.title()).toBe("Shop");
		await page.setInputFiles("input", {
			name: "b.txt",
			mimeType: "text/plain",
			buffer: Buffer.from("given"),
		});
		const given = "document.querySelector('input').files[0].text()";
		expect(await page.evaluate(given)).toBe("given");
		const [download] = await Promise.all([page.waitForEvent("download"), page.click("a")]);
		expect(await download.failure()).toBeNull();
		expect(download.suggestedFilename()).toBe("a.txt");
		await browser.close();

		const other = await connect({
			browserWSEndpoint: tenant.socket(`/browser/${sessionId}`),
			headers: tenant.headers,
		});
		const tab = await other.newPage();
		await tab.goto(`${pages.url}/`);
		expect(await tab.title()).toBe("Shop");
		await other.disconnect();
		await tenant.end(sessionId);
	});
});

describe("a page of an account's session", () => {
	/** What a page gets of an address, by fetching it and by going there. */
	async function reached(url: string, method = "GET"): Promise<string> {
		const { sessionId } = await tenant.create();
		const client = await tenant.connect(sessionId);
		await using from = await startPages({ "/": "<title>Page</title>" });
		const { evaluate, page } = await onPage(client, `${from.url}/`);
		const fetched = await evaluate(
			`fetch(${JSON.stringify(url)}, { method: "${method}" }).then((a) => a.text(), (e) => "failed: " + e)`,
		);
		await client.send("Page.navigate", { url }, page);
		await expect.poll(() => evaluate("location.href")).not.toBe(`${from.url}/`);
		const shown = await evaluate("document.documentElement.innerText");
		await client.close();
		await tenant.end(sessionId);
		return `${String(fetched)} ${String(shown)}`;
	}

	test("does not reach the DevTools of a Chrome on the machine, under any name", async () => {
		await using chrome = await OwnChrome.start();
		const { port } = new URL(chrome.url);
		for (const host of [
			"127.0.0.1",
			"localhost",
			"127.1",
			"0.0.0.0",
			"[::ffff:127.0.0.1]",
			"x@127.0.0.1",
			"a.localhost",
		]) {
			const text = await reached(`http://${host}:${port}/json/version`);
			expect(text, host).not.toContain("HeadlessChrome");
			expect(text, host).toContain("kept off the machine");
		}
		expect(await reached(`${chrome.url}/json/new?about:blank`, "PUT")).toContain("kept off the machine");
		expect(await chrome.tabs()).toHaveLength(1);
	});

	test("does not reach a JavaScript runtime's inspector, whatever the case of the path", async () => {
		const runtime = spawn(process.execPath, [
			"--inspect=127.0.0.1:0",
			"--eval",
			"setInterval(() => {}, 1000)",
		]);
		try {
			const said = String((await once(runtime.stderr, "data"))[0]);
			const { host } = new URL(/ws:\S+/.exec(said)?.[0] ?? "");
			for (const path of ["/json", "/JSON/list", "/jSoN/version"])
				expect(await reached(`http://${host}${path}`), path).not.toMatch(/node\.js/);
		} finally {
			runtime.kill();
		}
	});

	test.each(["prefetch", "prerender"])("reads nothing there that speculation rules %s", async (kind) => {
		await using chrome = await OwnChrome.start();
		const { sessionId } = await tenant.create();
		const client = await tenant.connect(sessionId);
		const { evaluate, page } = await onOwnPage(client, `${chrome.url}/nothing`);
		await client.send("Preload.enable", undefined, page);
		await evaluate(speculating(kind, "/json/version"));
		if (kind === "prefetch") await eventOf(client, "Preload.preloadingAttemptSourcesUpdated");
		else {
			const isOver = ({ status }: Record<string, unknown>) => status === "Ready" || status === "Failure";
			await eventOf(client, "Preload.prerenderStatusUpdated", isOver);
		}
		await evaluate(`{ location = "/json/version" }`);
		await expect
			.poll(() => evaluate("document.readyState + location.pathname"))
			.toBe("complete/json/version");
		expect(await evaluate("document.documentElement.innerText")).toContain("kept off the machine");
		await client.close();
		await tenant.end(sessionId);
	});

	test("prefetches nothing by speculation rules, from nowhere", async () => {
		await using pages = await startPages({ "/": "<title>Page</title>", "/soon": "soon", "/now": "now" });
		const { sessionId } = await tenant.create();
		const client = await tenant.connect(sessionId);
		const { evaluate, page } = await onPage(client, `${pages.url}/`);
		await client.send("Preload.enable", undefined, page);
		await evaluate(speculating("prefetch", "/soon"));
		await eventOf(client, "Preload.preloadingAttemptSourcesUpdated");
		// A prefetch would have been asked for before these.
		for (let times = 0; times < 10; times += 1)
			expect(await evaluate(`fetch("/now").then((answer) => answer.text())`)).toBe("now");
		expect(pages.requests).not.toContain("/soon");
		await client.close();
		await tenant.end(sessionId);
	});

	test("opens no tab there from a page of that origin, nor a socket", async () => {
		await using chrome = await OwnChrome.start();
		const { sessionId } = await tenant.create();
		const client = await tenant.connect(sessionId);
		const { evaluate } = await onOwnPage(client, `${chrome.url}/nothing`);
		const opening = `fetch("/json/new?about:blank", { method: "PUT" }).then((a) => a.status, () => 0)`;
		expect(await evaluate(opening)).toBe(403);
		const worker = `new Promise((resolve) => {
			const code = 'fetch("${chrome.url}/json/new", { method: "PUT", mode: "no-cors" }).then(() => postMessage(1), () => postMessage(1))';
			new Worker(URL.createObjectURL(new Blob([code]))).onmessage = () => resolve(true);
		})`;
		await evaluate(worker);
		const socket = `new Promise((resolve) => {
			const socket = new WebSocket(${JSON.stringify(chrome.socketUrl)});
			socket.onopen = () => resolve("open");
			socket.onerror = () => resolve("refused");
		})`;
		expect(await evaluate(socket)).toBe("refused");
		expect(await chrome.tabs()).toHaveLength(1);
		await client.close();
		await tenant.end(sessionId);
	});

	test("does not reach Berth itself", async () => {
		for (const path of ["/healthz", "/", "/cdn-cgi/local/scheduled"])
			expect(await reached(`${berth.url}${path}`), path).toContain("kept off the machine");
	});

	test("does not reach what a cloud tells its machines", async () => {
		for (const host of ["169.254.169.254", "0xa9fea9fe", "[fd00:ec2::254]", "metadata.google.internal"])
			expect(await reached(`http://${host}/latest/meta-data/`), host).toContain("kept off the machine");
	});

	test("reaches every other server of the machine, whatever its paths are called", async () => {
		await using pages = await startPages({
			"/json/version": (_, response) =>
				void response
					.writeHead(200, { "access-control-allow-origin": "*" })
					.end(`{"name": "a server of somebody's"}`),
		});
		expect(await reached(`${pages.url}/json/version`)).toMatch(
			/a server of somebody's.*a server of somebody's/s,
		);
	});

	test("leaves what was refused in the session's log", async () => {
		const { sessionId } = await tenant.create();
		await tenant.openTab(sessionId, "http://169.254.169.254/");
		const log = () =>
			fetch(`${tenant.url}/berth/v1/sessions/${sessionId}/log`, { headers: tenant.headers }).then((a) =>
				a.text(),
			);
		await expect
			.poll(log)
			.toContain("refused by the fence around the browser's machine: GET http://169.254.169.254/");
		await tenant.end(sessionId);
	});
});

/** What gives a page a speculation rule of a kind, for a path. */
function speculating(kind: string, path: string): string {
	const rules = { [kind]: [{ source: "list", urls: [path], eagerness: "immediate" }] };
	return `{
		const script = document.createElement("script");
		script.type = "speculationrules";
		script.textContent = ${JSON.stringify(JSON.stringify(rules))};
		document.head.append(script);
	}`;
}

/** A new tab with a page, for a raw client. */
async function onPage(client: CdpSocket, url: string) {
	const { targetId } = await client.send("Target.createTarget", { url: "about:blank" });
	const { sessionId: page } = await client.send("Target.attachToTarget", { targetId, flatten: true });
	await client.send("Page.navigate", { url }, page);
	const evaluate = async (expression: string): Promise<unknown> => {
		const options = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
		const { result } = await client.send("Runtime.evaluate", options, page);
		return result.value;
	};
	// The blank page that the tab began with may still be there for a moment, and is complete.
	const isBlank = `location.href === "about:blank" && ${url !== "about:blank"}`;
	const shown = `${isBlank} ? "" : document.readyState`;
	await expect.poll(() => evaluate(shown)).toBe("complete");
	return { page, evaluate };
}

/**
 * A page of an origin that the client serves itself: where a server has no such page, Chromium 156 shows an error page,
 * which has no origin.
 */
async function onOwnPage(client: CdpSocket, url: string) {
	const serve = ({ requestId }: Record<string, unknown>) =>
		client.send("Fetch.fulfillRequest", {
			requestId: String(requestId),
			responseCode: 200,
			responseHeaders: [{ name: "content-type", value: "text/html" }],
			body: Buffer.from("<title>Ours</title>").toString("base64"),
		});
	await client.send("Fetch.enable", { patterns: [{ urlPattern: url }] });
	const [opened] = await Promise.all([
		onPage(client, url),
		eventOf(client, "Fetch.requestPaused").then(serve),
	]);
	await client.send("Fetch.disable");
	expect(await opened.evaluate("origin")).toBe(new URL(url).origin);
	return opened;
}

/** The parameters of the first event of a kind, once it is there. */
async function eventOf(
	client: CdpSocket,
	method: string,
	isMeant: (params: Record<string, unknown>) => boolean = () => true,
): Promise<Record<string, unknown>> {
	const find = () => client.events.find((event) => event.method === method && isMeant(event.params))?.params;
	await expect.poll(find).toBeDefined();
	return find() ?? {};
}
