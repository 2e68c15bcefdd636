import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { connect } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account } from "./account.ts";
import { type PageHandler, type Pages, startPages } from "./pages.ts";
import { SharedBerth } from "./shared-berth.ts";

const WINDOWS =
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36";
const FIREFOX = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:156.0) Gecko/20100101 Firefox/156.0";

/** What a script sees of its browser; sent to the server, which keeps it by `from`. */
const tell = (from: string) => `
	(async () => {
		const hints = await navigator.userAgentData?.getHighEntropyValues(["platformVersion", "fullVersionList"]);
		await fetch("/told?from=${from}", { method: "POST", body: JSON.stringify({
			userAgent: navigator.userAgent, appVersion: navigator.appVersion, platform: navigator.platform,
			languages: navigator.languages, webdriver: navigator.webdriver ?? null,
			hints: hints && { platform: hints.platform, versions: hints.fullVersionList.map(({ version }) => version) },
		}) });
	})();`;

function note({ url, headers }: IncomingMessage): void {
	const path = new URL(url ?? "", "http://pages").pathname;
	if (!asked.has(path)) asked.set(path, headers);
}

const script =
	(source: string): PageHandler =>
	(request, response) => {
		note(request);
		response.writeHead(200, { "content-type": "text/javascript" });
		response.end(source);
	};

const page =
	(body: string): PageHandler =>
	(request, response) => {
		note(request);
		response.writeHead(200, { "content-type": "text/html" }).end(body);
	};

/** Looks at each mark of automation as a site would. */
const signals = `
	const drawing = (kind) => {
		const gl = document.createElement("canvas").getContext(kind);
		const info = gl?.getExtension("WEBGL_debug_renderer_info");
		return info ? [gl.getParameter(info.UNMASKED_VENDOR_WEBGL), gl.getParameter(info.UNMASKED_RENDERER_WEBGL)] : [];
	};
	const blank = document.documentElement.appendChild(document.createElement("iframe")).contentWindow;
	globalThis.signals = (async () => ({
		webdriver: navigator.webdriver, webdriverOfFrame: blank.navigator.webdriver,
		hasWebdriver: "webdriver" in navigator, ownWebdriver: Object.hasOwn(navigator, "webdriver"),
		native: Object.getOwnPropertyDescriptor(Navigator.prototype, "webdriver").get.toString(),
		userAgent: navigator.userAgent, brands: JSON.stringify(navigator.userAgentData?.brands),
		versions: JSON.stringify(await navigator.userAgentData?.getHighEntropyValues(["fullVersionList"])),
		chrome: [typeof chrome, typeof chrome?.loadTimes, typeof chrome?.csi, typeof chrome?.app],
		languages: navigator.languages,
		plugins: [...navigator.plugins].map(({ name }) => name), pdf: navigator.pdfViewerEnabled,
		mimeTypes: [...navigator.mimeTypes].map(({ type }) => type),
		isPlugins: navigator.plugins instanceof PluginArray && navigator.plugins[0] instanceof Plugin,
		permissions: [Notification.permission, (await navigator.permissions.query({ name: "notifications" })).state],
		webgl: [drawing("webgl"), drawing("webgl2")].flat(),
	}))();`;

/** The headers of the first request for each path, and what each script has told. */
const asked = new Map<string, IncomingHttpHeaders>();
const told = new Map<string, Record<string, unknown>>();

let berth: SharedBerth;
let account: Account;
let pages: Pages;
const open: string[] = [];

beforeAll(async () => {
	berth = await SharedBerth.join();
	account = await new Account(berth).withToken();
	pages = await startPages({
		"/all": page(`<title>all</title><script>${tell("page")}
			document.write('<iframe src="' + location.origin.replace("127.0.0.1", "localhost") + '/frame"></iframe>');
			new Worker("/worker.js"); new SharedWorker("/shared.js"); navigator.serviceWorker.register("/service.js");
		</script>`),
		"/frame": page(`<script>${tell("frame")}</script>`),
		"/popup": page(`<title>popup</title><script>${tell("popup")}</script>`),
		"/plain": page(`<title>plain</title><script>${tell("plain")}</script>`),
		"/signals": page(`<title>signals</title><script>${signals}</script>`),
		"/worker.js": script(tell("worker")),
		"/shared.js": script(tell("shared")),
		"/service.js": script(tell("service")),
		"/told": async (request, response) => {
			const from = new URL(request.url ?? "", "http://pages").searchParams.get("from") ?? "";
			told.set(from, (await json(request)) as Record<string, unknown>);
			response.writeHead(204).end();
		},
	});
});
afterAll(async () => {
	await Promise.all(open.map((id) => call("DELETE", `/sessions/${id}`)));
	await berth.leave();
	await pages.stop();
});

interface Answer {
	readonly status: number;
	readonly body: {
		readonly session_id: string;
		readonly results: readonly [{ readonly data: { readonly result: { readonly value: unknown } } }];
	};
}

async function call(method: string, path: string, body?: object): Promise<Answer> {
	const answer = await fetch(berth.url + path, {
		method,
		headers: { authorization: `Bearer ${account.token}` },
		...(body && { body: JSON.stringify(body) }),
	});
	const text = await answer.text();
	return { status: answer.status, body: (text === "" ? {} : JSON.parse(text)) as Answer["body"] };
}

async function session(options: object): Promise<string> {
	asked.clear();
	told.clear();
	const { status, body } = await call("POST", "/sessions", options);
	expect(status, JSON.stringify(body)).toBe(200);
	open.push(body.session_id);
	return body.session_id;
}

async function evaluate(session_id: string, expression: string) {
	const commands = [{ command: "evaluate", data: { expression } }];
	const { body } = await call("POST", "/commands", { session_id, commands });
	expect(body).toMatchObject({ success: true });
	return body.results[0].data.result.value;
}

async function goTo(session_id: string, path: string): Promise<void> {
	const commands = [{ command: "navigate_to", data: { url: pages.url + path } }];
	expect((await call("POST", "/commands", { session_id, commands })).body).toMatchObject({ success: true });
}

const client = (id: string) =>
	connect({
		browserWSEndpoint: `${berth.url.replace("http", "ws")}/client/v4/accounts/${account.id}/browser-rendering/devtools/browser/${id}`,
		headers: { authorization: `Bearer ${account.token}` },
		defaultViewport: null,
	});

describe("a user agent", () => {
	const said = {
		userAgent: WINDOWS,
		appVersion: WINDOWS.replace("Mozilla/", ""),
		platform: "Win32",
	};
	const hints = { platform: "Windows" };
	const headers = { "user-agent": WINDOWS };

	test("is what the first page, its frames and its workers have from their first request", async () => {
		const id = await session({ user_agent: WINDOWS, start_url: `${pages.url}/all` });
		for (const from of ["page", "frame", "worker", "shared", "service"])
			await expect.poll(() => told.get(from), { message: from }).toMatchObject(said);
		// Client hints are for secure origins.
		for (const from of ["page", "worker", "shared", "service"])
			expect(told.get(from), from).toMatchObject({ hints });
		for (const path of ["/all", "/frame", "/worker.js", "/shared.js", "/service.js"])
			expect(asked.get(path), path).toMatchObject(headers);
		expect(asked.get("/all")).toMatchObject({
			"sec-ch-ua-platform": '"Windows"',
			"sec-ch-ua-mobile": "?0",
			"sec-ch-ua": expect.stringContaining('"Google Chrome";v="153"'),
		});
		expect(await evaluate(id, "navigator.userAgent")).toBe(WINDOWS);
	});

	test("is what popups, clients' tabs and incognito contexts have from their first request", async () => {
		const id = await session({ user_agent: WINDOWS });
		const browser = await client(id);
		try {
			const [first] = await browser.pages();
			await first?.goto(`${pages.url}/plain`);
			await expect.poll(() => told.get("plain")).toMatchObject(said);
			await first?.evaluate(() => void globalThis.open("/popup"));
			await expect.poll(() => told.get("popup")).toMatchObject(said);
			expect(asked.get("/popup")).toMatchObject(headers);

			// A tab with an address is on its way before anybody can speak to it.
			told.clear();
			asked.clear();
			const cdp = await browser.target().createCDPSession();
			await cdp.send("Target.createTarget", { url: `${pages.url}/plain` });
			await expect.poll(() => told.get("plain")).toMatchObject({ ...said, hints });
			expect(asked.get("/plain")).toMatchObject({ ...headers, "sec-ch-ua-platform": '"Windows"' });

			told.clear();
			const context = await browser.createBrowserContext();
			await (await context.newPage()).goto(`${pages.url}/plain`);
			await expect.poll(() => told.get("plain")).toMatchObject({ ...said, hints });
		} finally {
			await browser.disconnect();
		}
	});

	test("of a browser without client hints has none", async () => {
		await session({ user_agent: FIREFOX, start_url: `${pages.url}/plain` });
		await expect.poll(() => told.get("plain")).toMatchObject({ userAgent: FIREFOX, platform: "MacIntel" });
		expect(asked.get("/plain")).toMatchObject({ "user-agent": FIREFOX });
		expect(Object.keys(asked.get("/plain") ?? {}).filter((name) => name.startsWith("sec-ch-ua"))).toEqual([]);
	});

	test("that is random is one of Chromium's, and all that tells of it agrees", async () => {
		await session({ use_random_user_agent: true, start_url: `${pages.url}/plain` });
		await expect.poll(() => told.get("plain")).toBeDefined();
		const { userAgent, platform, hints: shown } = told.get("plain") ?? {};
		const major = /Chrome\/(\d+)/.exec(String(userAgent))?.[1];
		const systems = { Win32: "Windows", MacIntel: "macOS", "Linux x86_64": "Linux" };
		expect(Object.entries(systems)).toContainEqual([platform, (shown as { platform: string }).platform]);
		const sent = asked.get("/plain") ?? {};
		expect(sent["user-agent"]).toBe(userAgent);
		expect(sent["sec-ch-ua"]).toContain(`"Chromium";v="${major}"`);
	});
});

describe("automation that is hidden", () => {
	let seen: Readonly<Record<string, unknown>>;
	let headers: IncomingHttpHeaders;

	beforeAll(async () => {
		const id = await session({ disable_automation_detection: true });
		await goTo(id, "/signals");
		seen = (await evaluate(id, "signals")) as typeof seen;
		headers = asked.get("/signals") ?? {};
	});

	test("shows no webdriver, in frames neither, and no trace of its having been changed", () => {
		expect(seen).toMatchObject({
			webdriver: false,
			webdriverOfFrame: false,
			hasWebdriver: true,
			ownWebdriver: false,
			native: expect.stringMatching(/^function .*\{\s*\[native code\]\s*\}$/),
		});
	});

	test("has no headless mark in the user agent and in client hints", () => {
		expect(JSON.stringify([seen, headers])).not.toContain("Headless");
		expect(seen["userAgent"]).toContain("Chrome/");
		expect(headers["user-agent"]).toBe(seen["userAgent"]);
		expect(seen["brands"]).toContain("Google Chrome");
		expect(headers["sec-ch-ua"]).toContain('"Google Chrome"');
	});

	test("has window.chrome", () => {
		expect(seen["chrome"]).toEqual(["object", "function", "function", "object"]);
	});

	test("has the languages of a person's browser, and says the same in headers", () => {
		expect(seen["languages"]).toEqual(["en-US", "en"]);
		expect(headers["accept-language"]).toBe("en-US,en;q=0.9");
	});

	test("has the plugins of a browser with a PDF viewer", () => {
		expect(seen["plugins"]).toEqual([
			"PDF Viewer",
			"Chrome PDF Viewer",
			"Chromium PDF Viewer",
			"Microsoft Edge PDF Viewer",
			"WebKit built-in PDF",
		]);
		expect(seen).toMatchObject({ pdf: true, isPlugins: true, mimeTypes: ["application/pdf", "text/pdf"] });
	});

	test("has permissions that agree with each other", () => {
		expect([
			["default", "prompt"],
			["denied", "denied"],
			["granted", "granted"],
		]).toContainEqual(seen["permissions"]);
	});

	test("names no renderer in software", () => {
		expect(String(seen["webgl"])).not.toMatch(/SwiftShader|llvmpipe/i);
	});
});
