import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { Browsr } from "./browsr.ts";
import { CountingHost } from "./counting-host.ts";
import { startGateway } from "./gateway.ts";
import { OwnChrome } from "./own-chrome.ts";

const guardrails = { allowedDomains: ["allowed.localhost"] };

let berth: Berth;
let host: CountingHost;
let account: Account;
let browsr: Browsr;
let allowed: string;
let other: string;

beforeAll(async () => {
	berth = await startBerth({ vars: { ALLOW_PRIVATE_CDP: "true" } });
	host = await CountingHost.start();
	account = new Account(berth);
	browsr = new Browsr(account);
	allowed = host.at("allowed");
	other = host.at("other");
	host.pages.set("/to-other", (_, response) => void response.writeHead(302, { location: other }).end());
	host.pages.set("/links", `<title>Links</title><a href="/linked">one</a><a href="${other}/linked">two</a>`);
});
afterAll(async () => {
	await berth.stop();
	await host[Symbol.asyncDispose]();
});

const navigate = (id: string, url: string) => browsr.run(id, { command: "navigate_to", data: { url } });
const evaluate = async (id: string, expression: string): Promise<unknown> => {
	const { body } = await browsr.run(id, { command: "evaluate", data: { expression } });
	expect(body).toMatchObject({ success: true });
	const data = body.results[0]?.data as { result: { value: unknown } } | undefined;
	return data?.result.value;
};
/** A page that goes on asking for `/PLACE` of both hosts: itself, its frames and its workers. */
const busy = (both: readonly string[]) => {
	const asking = (from: string) =>
		`setInterval(() => ${JSON.stringify(both)}.forEach((at) => fetch(at + "/${from}", { mode: "no-cors" }).catch(() => 0)), 100)`;
	host.pages.set("/service.js", asking("service"));
	host.pages.set("/dedicated.js", asking("dedicated"));
	host.pages.set("/shared.js", asking("shared"));
	host.pages.set("/framed", `<script>${asking("framed")}</script>`);
	host.pages.set(
		"/busy",
		`<title>Busy</title><script>${asking("page")}; new Worker("/dedicated.js"); new SharedWorker("/shared.js");
		navigator.serviceWorker.register("/service.js");</script>
		<iframe src="/framed"></iframe><iframe src="${host.at("third")}/framed"></iframe>`,
	);
	return `${allowed}/busy`;
};
const KINDS = ["dedicated", "framed", "page", "service", "shared"];
const kindsAt = (name: string) =>
	[...new Set(host.arrivedAt(name).map((line) => line.split("/").at(-1) ?? ""))]
		.filter((kind) => KINDS.includes(kind))
		.toSorted();

/** A while in which the allowed host was asked, and the other one was not. */
async function nothingArrivesAtOther(): Promise<void> {
	await expect
		.poll(async () => {
			host.arrived.length = 0;
			await expect.poll(() => host.arrivedAt("allowed").length).toBeGreaterThan(20);
			return host.arrivedAt("other");
		})
		.toEqual([]);
}

const reach = (url: string) =>
	`fetch("${url}", { mode: "no-cors" }).then(({ type }) => type, () => "failed")`;

describe("what may not be reached", () => {
	let id: string;
	beforeAll(async () => {
		id = (await browsr.start({ guardrails, start_url: `${other}/start` })).session_id;
	});
	afterAll(() => browsr.end(id));

	test("is shown as refused, as the page that a session starts with", async () => {
		expect((await browsr.ask("GET", `/sessions/${id}`)).body).toMatchObject({
			current_url: `${other}/start`,
		});
		await expect
			.poll(() => evaluate(id, "document.body.innerText"))
			.toContain("guardrails do not allow other.localhost");
	});

	test.each(["/page", "/to-other"])("is told of a navigation to %s", async (path) => {
		const url = path === "/page" ? `${other}${path}` : `${allowed}${path}`;
		const refused = { success: false, error: expect.stringContaining("guardrails") };
		expect((await navigate(id, url)).text).toContain("guardrails_refused");
		expect((await navigate(id, url)).body).toMatchObject({ success: false, results: [refused] });
		const driven = await browsr.ask("POST", `/api/sessions/${id}/navigate`, { url });
		expect(driven).toMatchObject({ status: 403, body: { success: false, code: "FORBIDDEN" } });
		expect(driven.text).toContain("guardrails");
	});

	test("is told of a page of the browser's own", async () => {
		for (const url of ["file:///etc/passwd", "chrome://version"])
			expect((await navigate(id, url)).text).toContain("guardrails_refused");
	});

	test("is told of a scrape and a crawl, and left out of what a crawl finds", async () => {
		for (const path of ["/v1/scrape", "/v1/crawl"])
			expect(await browsr.ask("POST", path, { session_id: id, url: `${other}/page` })).toMatchObject({
				status: 403,
				body: { code: "guardrails_refused" },
			});
		const scraped = await browsr.ask("POST", "/v1/scrape", { session_id: id, url: `${allowed}/links` });
		expect(scraped.body.data.markdown).toContain("one");
		const crawled = await browsr.ask("POST", "/v1/crawl", { session_id: id, url: `${allowed}/links` });
		expect(crawled).toMatchObject({ status: 200, body: { success: true, completed: 2 } });
	});

	test("has a tab that says so, where a tab was asked for", async () => {
		const tab = await account.openTab(id, `${other}/tab`);
		expect(tab.url).toBe(`${other}/tab`);
	});

	test("was never asked", () => {
		expect(host.arrivedAt("other")).toEqual([]);
		expect(host.arrivedAt("allowed")).toContain("GET allowed.localhost/links");
	});
});

test("goes with a user agent, downloads and a profile of other sites", async () => {
	host.pages.set(
		"/keep",
		`<script>localStorage.setItem("kept", "yes"); document.cookie = "who=me; max-age=999"</script>`,
	);
	host.pages.set("/file", (_, response) => {
		response.writeHead(200, {
			"content-type": "text/plain",
			"content-disposition": "attachment; filename=a.txt",
		});
		response.end("content");
	});
	const agents: (string | undefined)[] = [];
	host.pages.set("/agent", (request, response) => {
		agents.push(request.headers["user-agent"]);
		response
			.writeHead(200, { "content-type": "text/html" })
			.end(`<a download href="/file">a</a><a id="other" download href="${other}/file">b</a>`);
	});
	const first = (await browsr.start({})).session_id;
	for (const at of [allowed, other]) await navigate(first, `${at}/keep`);
	const saved = await browsr.ask("POST", "/profiles", { session_id: first, name: "both" });
	expect(saved.status).toBe(201);
	await browsr.end(first);
	host.arrived.length = 0;

	const { profile_id } = saved.body as unknown as { profile_id: string };
	const options = { guardrails, profile_id, save_downloads: true, user_agent: "Mine/1.0" };
	const id = (await browsr.start({ ...options, start_url: `${allowed}/agent` })).session_id;
	expect(agents).toEqual(["Mine/1.0"]);
	expect(await evaluate(id, `localStorage.getItem("kept")`)).toBe("yes");
	expect(await evaluate(id, "document.cookie")).toBe("who=me");
	await evaluate(id, `document.querySelector("a").click(); document.querySelector("#other").click(); 1`);
	const kept = async () => (await browsr.ask("GET", `/berth/v1/sessions/${id}/artifacts`)).text;
	await expect.poll(kept).toContain("a.txt");
	await evaluate(id, reach(`${other}/late`));
	const again = await browsr.ask("POST", "/profiles", { session_id: id, name: "again" });
	expect(again.status).toBe(201);
	await browsr.end(id);
	expect(host.arrivedAt("other")).toEqual([]);
});

describe("a browser that somebody else runs", () => {
	test("is kept to the hosts as a whole, until the session ends", async () => {
		await using chrome = await OwnChrome.start();
		await chrome.openTab(busy([allowed, other]));
		await expect.poll(() => kindsAt("other")).toEqual(KINDS);
		const { session_id: id, ...answer } = await browsr.start({
			cdp_url: chrome.url,
			guardrails,
			start_url: `${allowed}/`,
		});
		expect(answer).toMatchObject({ warnings: [expect.stringContaining("all of that browser")] });
		host.arrived.length = 0;
		await chrome.openTab(`${other}/theirs`);
		expect(await evaluate(id, reach(`${other}/own`))).toBe("opaque");
		expect(host.arrivedAt("other")).toEqual([]);
		await expect.poll(() => kindsAt("allowed")).toEqual(["dedicated", "framed", "page", "service"]);
		await nothingArrivesAtOther();
		await browsr.end(id);
		await expect.poll(async () => (await account.session(id)).closeReason).toBe("NormalClosure");
		await expect
			.poll(async () => {
				await chrome.openTab(`${other}/free`);
				return host.arrivedAt("other");
			})
			.toContain("GET other.localhost/free");
	});

	test("is kept to them after Berth itself was started again, before a client gets to it and without one", async () => {
		await using chrome = await OwnChrome.start();
		const tried = [true, false].map(async () =>
			browsr.start({ cdp_url: chrome.url, guardrails, start_url: `${allowed}/` }),
		);
		const [asked, unasked] = (await Promise.all(tried)).map(({ session_id }) => session_id);
		await berth.restart();
		host.arrived.length = 0;
		const client = await account.connect(asked ?? "");
		await client.send("Target.createTarget", { url: `${other}/client` });
		await client.send("Target.createTarget", { url: `${allowed}/client` });
		await expect.poll(() => host.arrivedAt("allowed")).toContain("GET allowed.localhost/client");
		expect((await client.request("Target.setRemoteLocations", { locations: [] })).error).toBeDefined();
		await client.close();
		await browsr.end(asked ?? "");
		// The other one by its alarm.
		await expect
			.poll(async () => {
				host.arrived.length = 0;
				await chrome.openTab(`${other}/theirs`);
				await chrome.openTab(`${allowed}/theirs`);
				await expect.poll(() => host.arrivedAt("allowed")).not.toEqual([]);
				return host.arrivedAt("other");
			})
			.toEqual([]);
		expect(await evaluate(unasked ?? "", reach(`${other}/own`))).toBe("opaque");
		expect(host.arrivedAt("other")).toEqual([]);
		await browsr.end(unasked ?? "");
	});

	test("is guarded anew at once when the control link drops, and its clients come in after that", async () => {
		await using chrome = await OwnChrome.start();
		await using gateway = await startGateway({ upstream: () => chrome.socketUrl });
		const start_url = busy([allowed, other]);
		const { session_id: id } = await browsr.start({ cdp_url: gateway.url, guardrails, start_url });
		const before = await account.connect(id);
		gateway.cut();
		expect(await before.closed).toMatchObject({ code: 1011 });
		const after = await account.connect(id);
		await after.send("Target.createTarget", { url: `${other}/after` });
		await after.send("Target.createTarget", { url: `${allowed}/after` });
		await expect.poll(() => host.arrivedAt("allowed")).toContain("GET allowed.localhost/after");
		expect(await evaluate(id, reach(`${other}/own`))).toBe("opaque");
		for (const path of ["after", "own"])
			expect(host.arrivedAt("other")).not.toContain(`GET other.localhost/${path}`);
		await nothingArrivesAtOther();
		await after.close();
		await browsr.end(id);
	});

	test("ends its session, and loses its tabs, when the control link can't be restored", async () => {
		await using chrome = await OwnChrome.start();
		let isThere = true;
		await using gateway = await startGateway({ upstream: () => (isThere ? chrome.socketUrl : undefined) });
		const { session_id: id } = await browsr.start({
			cdp_url: gateway.url,
			guardrails,
			start_url: `${allowed}/`,
		});
		isThere = false;
		gateway.cut();
		await expect.poll(async () => (await account.session(id)).closeReason).toBe("ConnectionError");
		expect((await account.session(id)).closeReasonText).toContain("guardrails");
		isThere = true;
		await expect.poll(async () => (await chrome.tabs()).map(({ url }) => url)).toEqual(["about:blank"]);
	});

	test.each([
		["logs", "console.log(text)"],
		["sends", "fetch('/upload', { method: 'POST', body: text }).catch(() => 0)"],
	])("ends its session when a page %s more than 32 MiB at once, which silences the link", async (_, act) => {
		const { session_id: id } = await browsr.start({ guardrails, start_url: `${allowed}/` });
		const client = await account.connect(id);
		await evaluate(id, `setTimeout(() => { const text = "x".repeat(40 * 1024 * 1024); ${act}; }); 1`);
		expect(await client.closed).toMatchObject({ code: 1011 });
		const { closeReason, closeReasonText } = await account.session(id);
		expect({ closeReason, closeReasonText }).toEqual({
			closeReason: "ConnectionError",
			closeReasonText: expect.stringMatching(/32 MiB.*guardrails/),
		});
		await expect.poll(() => account.end(id)).toEqual({ status: "closed" });
	});
});
