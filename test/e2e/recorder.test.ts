import { randomUUID } from "node:crypto";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import draft6 from "ajv/dist/refs/json-schema-draft-06.json" with { type: "json" };
import harSchemas from "har-schema";
import { connect, type Page as BrowserPage } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type Berth, startBerth } from "./berth.ts";
import { EventReader } from "./event-reader.ts";
import { type Pages, startPages } from "./pages.ts";

interface Entry {
	readonly seq: number;
	readonly time: number;
	readonly kind: string;
	readonly level: string;
	readonly text: string;
	readonly detail: Readonly<Record<string, unknown>>;
}
interface Page {
	readonly entries: readonly Entry[];
	readonly next?: number;
	readonly dropped: number;
}

let berth: Berth;
let pages: Pages;

beforeAll(async () => {
	berth = await startBerth();
	pages = await startPages({
		"/busy": `<title>Busy</title><script>
			console.log("hello %s", "there", { a: 1 }); console.warn("careful"); console.error(new Error("told"));
			setTimeout(() => { throw new TypeError("uncaught") });
			fetch("/ok?token=abc&q=1"); fetch("/missing").then((answer) => answer.text()); fetch("/moved");
			const leave = new AbortController(); fetch("/slow", { signal: leave.signal }).catch(() => {}); setTimeout(() => leave.abort(), 50);
			new Worker("/worker.js");
			history.pushState({}, "", "/busy/further");
		</script><img src="/cached.png"><img src="/cached.png?2">`,
		"/worker.js": (_, response) => {
			response.writeHead(200, { "content-type": "text/javascript" });
			response.end(`console.info("from the worker"); fetch("/ok?from=worker");`);
		},
		"/missing": (_, response) => void response.writeHead(404).end("nothing"),
		"/ok": (_, response) => {
			response.writeHead(200, { "content-type": "application/json", "set-cookie": "sid=secret-cookie" });
			response.end("{}");
		},
		"/moved": (_, response) => void response.writeHead(302, { location: "/ok?moved=1" }).end(),
		"/slow": () => {},
		"/cached.png": (_, response) => {
			response.writeHead(200, { "content-type": "image/png", "cache-control": "max-age=600" });
			response.end(PIXEL);
		},
		"/popup": `<title>Popup</title><script>console.log("popup speaks")</script>`,
		"/dialog": `<title>Dialog</title><script>setTimeout(() => { globalThis.answer = confirm("Really?"); document.title = "answered " + globalThis.answer; }, 100)</script>`,
		"/file": (_, response) => {
			response.writeHead(200, { "content-disposition": 'attachment; filename="report.csv"' });
			response.end("a,b\n1,2\n");
		},
		"/flood": `<title>Flood</title><script>for (let i = 0; i < 3000; i += 1) console.log("flood " + i); setTimeout(() => console.log("after the flood"), 2500)</script>`,
	});
});
afterAll(async () => {
	await berth.stop();
	await pages.stop();
});

const PIXEL = Buffer.from(
	"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
	"base64",
);

async function newSession(query: Readonly<Record<string, string>> = {}) {
	const account = new Account(berth, { id: `account-${randomUUID()}` });
	const { sessionId, webSocketDebuggerUrl } = await account.create(query);
	const { headers } = account;
	const read = async (path: string, more: Readonly<Record<string, string>> = {}): Promise<Response> =>
		fetch(`${berth.url}/berth/v1/sessions/${sessionId}/${path}`, { headers: { ...headers, ...more } });
	return {
		account,
		sessionId,
		read,
		log: async (filter = "limit=1000"): Promise<Page> => (await (await read(`log?${filter}`)).json()) as Page,
		browser: () => connect({ browserWSEndpoint: webSocketDebuggerUrl, headers, defaultViewport: null }),
	};
}

interface Har {
	readonly log: {
		readonly pages: readonly object[];
		readonly entries: readonly { readonly request: { readonly url: string } }[];
	};
}

const schemas = new Ajv({ strict: false, logger: false });
addFormats(schemas);
schemas.addMetaSchema(draft6);
for (const schema of Object.values(harSchemas)) schemas.addSchema(schema);
const harIsValid = (har: unknown) => schemas.validate("har.json#", har);

const texts = ({ entries }: Page) => entries.map(({ text }) => text);

describe("the log of a session", () => {
	test("holds what a page and its worker did, while puppeteer drives them", async () => {
		const { browser, log } = await newSession();
		const driver = await browser();
		const [page] = await driver.pages();
		await page?.goto(`${pages.url}/busy`);
		await expect
			.poll(async () => texts(await log()))
			.toEqual(
				expect.arrayContaining([
					"hello there Object",
					"careful",
					expect.stringContaining("Error: told"),
					"Uncaught TypeError: uncaught",
					"from the worker",
					`GET ${pages.url}/busy 200`,
					`GET ${pages.url}/ok?token=REDACTED&q=1 200`,
					`GET ${pages.url}/missing 404`,
					`GET ${pages.url}/moved 302`,
					`GET ${pages.url}/ok?moved=1 200`,
					`GET ${pages.url}/slow net::ERR_ABORTED`,
					`GET ${pages.url}/ok?from=worker 200`,
					`${pages.url}/busy Busy`,
					`${pages.url}/busy/further Busy`,
					`worker opened ${pages.url}/worker.js`,
					"client connected",
					"running",
				]),
			);
		const { entries, dropped } = await log();
		expect(dropped).toBe(0);
		expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
		const found = (text: string) => entries.find((entry) => entry.text === text);
		expect(found("careful")).toMatchObject({ kind: "console", level: "warning" });
		expect(found("Uncaught TypeError: uncaught")).toMatchObject({ kind: "exception", level: "error" });
		expect(found(`${pages.url}/busy Busy`)).toMatchObject({ detail: { status: 200, isSameDocument: false } });
		expect(found(`GET ${pages.url}/moved 302`)?.detail).toMatchObject({
			redirectTo: `${pages.url}/ok?moved=1`,
		});
		expect(found(`GET ${pages.url}/ok?token=REDACTED&q=1 200`)?.detail).toMatchObject({
			type: "Fetch",
			mimeType: "application/json",
			bodyBytes: 2,
			isFinished: true,
			durationMs: expect.any(Number),
		});
		// Each once, though puppeteer listens as well, and pages hear of their workers.
		for (const text of ["careful", "from the worker", "Uncaught TypeError: uncaught"])
			expect(
				entries.filter((entry) => entry.text === text),
				text,
			).toHaveLength(1);
		expect(JSON.stringify(entries)).not.toMatch(/secret-cookie|token=abc/);
		await driver.disconnect();
		await expect
			.poll(async () => texts(await log("kind=client")))
			.toEqual(["client connected", "client disconnected"]);
	});

	test("tells a request from the cache", async () => {
		const { browser, log } = await newSession();
		const driver = await browser();
		const [page] = await driver.pages();
		// The browser decides what it keeps, and for how long.
		const loadAgain = async () => {
			await page?.goto(`${pages.url}/popup`);
			await page?.goto(`${pages.url}/busy`);
			return (await log("kind=network&text=cached.png")).entries.map(({ detail }) => detail["from"]);
		};
		await page?.goto(`${pages.url}/busy`);
		await expect.poll(loadAgain).toEqual(expect.arrayContaining([expect.stringMatching(/memory|disk/)]));
		await driver.disconnect();
	});

	test("holds popups, incognito contexts, downloads and dialogs, which nobody has to answer", async () => {
		const { browser, log, account, sessionId } = await newSession();
		await account.openTab(sessionId, `${pages.url}/dialog`);
		await expect.poll(async () => texts(await log("kind=dialog"))).toEqual(["confirm: Really?", "dismissed"]);
		const driver = await browser();
		const context = await driver.createBrowserContext();
		const page = await context.newPage();
		await page.goto(`${pages.url}/popup`);
		await page.evaluate(() => void globalThis.open("/popup?second"));
		await expect
			.poll(async () => texts(await log("kind=console,download,navigation&text=p")))
			.toEqual(
				expect.arrayContaining([
					"popup speaks",
					`${pages.url}/popup Popup`,
					`${pages.url}/popup?second Popup`,
				]),
			);
		const download = (where: BrowserPage) => where.evaluate(() => void (location.href = "/file"));
		const started = async () =>
			texts(await log("kind=download")).filter((text) => text === "report.csv started");
		const [tab = page] = await driver.pages();
		await tab.goto(`${pages.url}/popup`);
		// A headless shell reports downloads of a client's own context only to a client that sets their behavior there.
		const isShell = (await driver.version()).startsWith("HeadlessChrome/");
		const reported = isShell ? [tab] : [tab, page];
		for (const each of reported) await download(each);
		await expect.poll(started).toHaveLength(reported.length);
		await driver.disconnect();
	});

	test("holds a page's crash", async () => {
		const { account, sessionId, log, browser } = await newSession();
		await account.openTab(sessionId, `${pages.url}/popup`);
		const driver = await browser();
		const page = (await driver.pages()).at(-1);
		void page?.goto("chrome://crash").catch(() => undefined);
		await expect.poll(async () => texts(await log("kind=crash"))).toEqual(["page crashed"]);
		await driver.disconnect();
	});

	test("is read a page at a time, by kind, level and text", async () => {
		const { browser, log } = await newSession();
		const driver = await browser();
		const [page] = await driver.pages();
		await page?.goto(`${pages.url}/popup`);
		await page?.evaluate(() => {
			for (let i = 0; i < 10; i += 1) console.log(`line ${i}`);
			console.error("bad line");
		});
		await expect.poll(async () => (await log("text=line&kind=console")).entries.length).toBe(11);
		const first = await log("text=LINE&level=info&limit=4");
		expect(texts(first)).toEqual(["line 0", "line 1", "line 2", "line 3"]);
		const second = await log(`text=line&level=info&limit=100&after=${first.next}`);
		expect(texts(second)).toEqual(["line 4", "line 5", "line 6", "line 7", "line 8", "line 9"]);
		expect(second.next).toBeUndefined();
		expect(texts(await log("level=error,warning&text=line"))).toEqual(["bad line"]);
		await driver.disconnect();
	});

	test("stays within bounds in a flood, and goes on after it", async () => {
		const { browser, log } = await newSession();
		const driver = await browser();
		const [page] = await driver.pages();
		await page?.goto(`${pages.url}/flood`);
		await expect.poll(async () => texts(await log("text=after the flood"))).toEqual(["after the flood"]);
		// Of three thousand, however slowly they come.
		const flood = await log("text=flood&kind=console&limit=1000");
		expect(flood.entries.length).toBeLessThanOrEqual(601);
		expect(texts(await log("text=left out"))).toHaveLength(1);
		await driver.disconnect();
	});

	test("is there after the end, and after a restart of everything", async () => {
		const { account, sessionId, log, browser } = await newSession();
		const driver = await browser();
		const [page] = await driver.pages();
		await page?.goto(`${pages.url}/popup`);
		await expect.poll(async () => texts(await log())).toContain("popup speaks");
		for (const pid of berth.chromePids()) process.kill(pid, "SIGKILL");
		await expect.poll(async () => (await account.session(sessionId)).closeReason).toBe("ChromiumCrashed");
		await expect
			.poll(async () => texts(await log("kind=session")))
			.toContainEqual(expect.stringContaining("ChromiumCrashed"));
		await berth.restart();
		expect(texts(await log())).toEqual(
			expect.arrayContaining(["popup speaks", expect.stringContaining("ChromiumCrashed")]),
		);
	});

	test("is a stream of events that can be resumed in the middle, and ends with the session", async () => {
		const { browser, read, account, sessionId } = await newSession();
		const driver = await browser();
		const [page] = await driver.pages();
		await page?.evaluate(() => console.log("first"));
		const early = await EventReader.open(read("events"));
		const first = await early.until(({ data }) => data["text"] === "first");
		await page?.evaluate(() => console.log("second"));
		await early.until(({ data }) => data["text"] === "second");
		await early.cancel();
		await page?.evaluate(() => console.log("third"));
		await driver.disconnect();
		const late = await EventReader.open(read("events?kind=console", { "Last-Event-ID": String(first.id) }));
		await late.until(({ data }) => data["text"] === "third");
		expect(late.seen.map(({ data }) => data["text"])).toEqual(["second", "third"]);
		await account.end(sessionId);
		await late.until(({ name }) => name === "end");
		expect(await late.isDone()).toBe(true);
		// From the start again, after the end.
		const again = await EventReader.open(read("events?kind=console"));
		await again.until(({ name }) => name === "end");
		expect(again.seen.map(({ data }) => data["text"])).toEqual(["first", "second", "third", undefined]);
	});

	test("is given as a HAR that its schema takes, with each request once", async () => {
		const { browser, read, log } = await newSession();
		const driver = await browser();
		const [page] = await driver.pages();
		await page?.goto(`${pages.url}/busy`);
		await expect.poll(async () => texts(await log())).toContain(`GET ${pages.url}/ok?from=worker 200`);
		await driver.disconnect();
		const answer = await read("har");
		expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="[\w-]+\.har"$/);
		const har = (await answer.json()) as Har;
		expect(harIsValid(har), schemas.errorsText()).toBe(true);
		const { entries, pages: harPages } = har.log;
		expect(harPages).toContainEqual(expect.objectContaining({ title: `${pages.url}/busy Busy` }));
		const of = (path: string) => entries.filter(({ request }) => request.url === pages.url + path);
		expect(of("/busy")).toMatchObject([{ response: { status: 200, content: { mimeType: "text/html" } } }]);
		expect(of("/moved")).toMatchObject([
			{ response: { status: 302, redirectURL: `${pages.url}/ok?moved=1` } },
		]);
		expect(of("/missing")).toMatchObject([{ response: { status: 404 } }]);
	});

	test("is empty where nothing was to be written down", async () => {
		const { log, account, sessionId } = await newSession({ record: "false" });
		await account.openTab(sessionId, `${pages.url}/popup`);
		expect(await log()).toEqual({ entries: [], dropped: 0 });
	});
});
