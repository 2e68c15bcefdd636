import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, call, type Created, createSession, deleteSession, describeSession } from "./berth.ts";
import { type Answering, serveSites, type SiteAnswer } from "./commands/site.ts";

interface Page {
	readonly markdown?: string;
	readonly metadata: {
		readonly url: string;
		readonly sourceURL: string;
		readonly status_code: number | null;
		readonly depth: number;
		readonly title?: string;
		readonly error?: string;
		readonly code?: string;
	};
	readonly truncated?: readonly string[];
}

interface Crawled {
	readonly success: boolean;
	readonly total: number;
	readonly completed: number;
	readonly data: readonly Page[];
	readonly session_id: string;
	readonly stopped?: string;
	readonly message?: string;
	readonly error?: string;
	readonly code?: string;
}

/** The paths and queries that each site was asked for, in order. */
const asked = new Map<string, string[]>();
const askedOf = (host: string): readonly string[] => asked.get(host) ?? [];

const linksTo = (...links: readonly string[]): SiteAnswer => ({
	body: `<!doctype html><title>Page</title><main><p>Text of a page.</p>${links.map((link) => `<a href="${link}">${link}</a>`).join(" ")}</main>`,
});
const moved = (location: string): SiteAnswer => ({ status: 302, headers: { location }, body: "" });
const failing = (status: number): SiteAnswer => ({ ...linksTo("/never"), status });
const robots = (body: string): SiteAnswer => ({ body, headers: { "content-type": "text/plain" } });

const SITES: Readonly<Record<string, Readonly<Record<string, SiteAnswer | "never">>>> = {
	"loops.test": {
		"/": linksTo("/a", "/b#part", "https://other.test/", "mailto:a@b.test", "/paper.pdf", "/missing"),
		"/a": linksTo("/", "/a/", "/b?utm_source=a", "/deep/1"),
		"/b": linksTo("/a", "/moved", "/away", "/error", "/file"),
		"/moved": moved("/a"),
		"/away": moved("https://other.test/away"),
		"/error": failing(500),
		"/paper.pdf": { body: "%PDF-1.7", headers: { "content-type": "application/pdf" } },
		"/missing": failing(404),
		"/file": {
			body: "PDF",
			headers: { "content-type": "application/octet-stream", "content-disposition": "attachment" },
		},
		"/deep/1": linksTo("/deep/2"),
		"/deep/2": linksTo("/deep/3"),
	},
	"other.test": { "/": linksTo("/x"), "/away": linksTo() },
	"rules.test": {
		"/robots.txt": robots(
			"User-agent: *\nDisallow: /private\nAllow: /private/open\n\nUser-agent: Other\nDisallow: /",
		),
		"/": linksTo("/private/a", "/private/open", "/public", "/in"),
		"/in": moved("/private/b"),
		"/private/a": linksTo(),
		"/private/b": linksTo(),
		"/private/open": linksTo(),
		"/public": linksTo(),
	},
	"forbidden.test": {
		"/robots.txt": robots("User-agent: *\nDisallow: /"),
		"/": linksTo("/a"),
		"/a": linksTo(),
	},
	"saved.test": {
		"/robots.txt": {
			body: "User-agent: *\nDisallow: /%7Ejoe",
			headers: { "content-type": "application/octet-stream", "content-disposition": "attachment" },
		},
		"/": linksTo("/~joe/cv", "/jane"),
		"/~joe/cv": linksTo(),
		"/jane": linksTo(),
	},
	"xml.test": {
		"/robots.txt": { body: "User-agent: *\nDisallow: /a", headers: { "content-type": "text/xml" } },
		"/": linksTo("/a", "/b"),
		"/a": linksTo(),
		"/b": linksTo(),
	},
	"no-rules.test": { "/robots.txt": { status: 204, body: "" }, "/": linksTo() },
	"names.test": {
		"/": linksTo(
			"/wiki/Node.js",
			"/wiki/File:Map.svg",
			"/lib/node.js",
			"/map.svg",
			"/gone.png",
			"/saved.zip",
		),
		"/wiki/Node.js": linksTo("/wiki/deeper"),
		"/wiki/deeper": linksTo(),
		"/wiki/File:Map.svg": linksTo(),
		"/lib/node.js": { body: "let a;", headers: { "content-type": "text/javascript" } },
		"/map.svg": {
			body: "<svg xmlns='http://www.w3.org/2000/svg'/>",
			headers: { "content-type": "image/svg+xml" },
		},
		"/saved.zip": { body: "x", headers: { "content-disposition": "attachment" } },
	},
	"routes.test": {
		"/": {
			body: `<title>Routes</title><main><p id="shown"></p><a href="#/two">two</a></main><script>
				shown.textContent = "Route " + location.hash;</script>`,
		},
	},
	"down.test": { "/robots.txt": failing(503), "/": linksTo() },
	"slow.test": {
		"/robots.txt": robots("User-agent: *\nCrawl-delay: 1"),
		"/": linksTo("/1", "/2", "/3"),
		"/1": linksTo(),
		"/2": linksTo(),
		"/3": linksTo(),
	},
	"patient.test": {
		"/robots.txt": robots("User-agent: *\nCrawl-delay: 3600"),
		"/": linksTo("/1"),
		"/1": linksTo(),
	},
	"hanging.test": {
		"/": linksTo("/silent", "/loading", "/fine"),
		"/silent": "never",
		"/loading": { body: `<title>Loading</title><p>So far</p><img src="/never-comes">` },
		"/never-comes": "never",
		"/fine": linksTo(),
	},
	"moving.test": { "/": moved("http://www.moved.test/start") },
	"www.moved.test": { "/start": linksTo("/next", "http://moved.test/bare"), "/next": linksTo() },
	"moved.test": { "/bare": linksTo() },
	"to-forbidden.test": { "/": moved("http://forbidden.test/") },
	"paths.test": {
		"/": linksTo("/docs/a", "/docs/b/c", "/docs/private/x", "/blog/1"),
		"/docs/a": linksTo(),
		"/docs/b/c": linksTo(),
		"/docs/private/x": linksTo(),
		"/blog/1": linksTo(),
	},
	"popups.test": {
		"/": {
			body: `<title>Popups</title><a href="/b">b</a><script>open("/popup"); alert("Stop"); onbeforeunload = (e) => e.preventDefault()</script>`,
		},
		"/b": linksTo(),
		"/popup": linksTo(),
	},
	"empty.test": { "/": linksTo("/nothing"), "/nothing": { status: 404, body: "" } },
	"members.test": { "/in": { body: "in", headers: { "set-cookie": "member=yes; Path=/" } } },
};

const answering: Answering = (url, request) => {
	if (url.pathname === "/favicon.ico") return undefined;
	asked.set(url.hostname, [...askedOf(url.hostname), url.pathname + url.search]);
	if (url.hostname === "endless.test")
		return url.pathname === "/robots.txt"
			? undefined
			: linksTo(...[1, 2, 3].map((each) => `${url.pathname}/${each}`.replace("//", "/")));
	if (url.hostname === "huge.test") {
		if (url.pathname === "/robots.txt") return undefined;
		const links = Array.from({ length: 20 }, (_, index) => `<a href="/${index}">x</a>`).join("");
		return {
			body: `<title>Huge</title>${links}<p><script>document.write("Words and more words. ".repeat(140_000))</script></p>`,
		};
	}
	if (url.hostname === "members.test" && url.pathname === "/") {
		const isIn = request.headers["Cookie"]?.includes("member=yes") === true;
		return isIn ? linksTo() : failing(403);
	}
	return SITES[url.hostname]?.[url.pathname];
};

let session: Created;
beforeAll(async () => {
	session = await createSession();
	await serveSites(session.webSocketDebuggerUrl, answering);
});
afterAll(() => deleteSession(session.sessionId));

const crawlIn = (sessionId: string | undefined, url: string, fields: object = {}) =>
	call<Crawled>("POST", "/v1/crawl", { body: JSON.stringify({ url, session_id: sessionId, ...fields }) });
const crawl = async (url: string, fields: object = {}): Promise<Crawled> =>
	(await crawlIn(session.sessionId, url, fields)).body;

const paths = ({ data }: Crawled) => data.map(({ metadata }) => new URL(metadata.url).pathname);

interface Tab {
	readonly tab_id: string;
	readonly url: string;
	readonly current: boolean;
}
const tabs = async ({ sessionId } = session): Promise<readonly Tab[]> => {
	const body = JSON.stringify({ session_id: sessionId, commands: [{ command: "tabs_list" }] });
	const { body: report } = await call<{ results: readonly { data: readonly Tab[] }[] }>("POST", "/commands", {
		body,
	});
	return (report.results[0]?.data ?? []).map(({ tab_id, url, current }) => ({ tab_id, url, current }));
};

describe("a crawl", () => {
	test("visits the pages of a host breadth first, each once, with their status", async () => {
		const before = await tabs();
		const crawled = await crawl("http://loops.test/", { limit: 20 });
		expect(crawled).toMatchObject({ success: true, session_id: session.sessionId });
		expect(crawled.stopped).toBe(undefined);
		const visited = crawled.data.map(({ metadata }) => [
			new URL(metadata.url).pathname,
			metadata.status_code,
			metadata.depth,
		]);
		expect(visited.slice(0, 4)).toEqual([
			["/", 200, 0],
			["/a", 200, 1],
			["/b", 200, 1],
			["/missing", 404, 1],
		]);
		// Pages of one depth are loaded side by side: what they lead to is found in the order in which they are there.
		expect(visited).toHaveLength(7);
		expect(visited.slice(4)).toEqual(
			expect.arrayContaining([
				["/deep/1", 200, 2],
				["/error", 500, 2],
				["/file", null, 2],
			]),
		);
		expect(crawled.data[0]?.markdown).toContain("Text of a page.");
		const file = crawled.data.find(({ metadata }) => metadata.url.endsWith("/file"));
		expect(file?.metadata).toMatchObject({
			code: "unsupported_content",
			error: expect.stringContaining("application/octet-stream"),
		});
		expect(crawled).toMatchObject({ total: 7, completed: 6 });
		expect(askedOf("loops.test").filter((path) => path === "/a")).toHaveLength(2);
		expect(askedOf("loops.test")).not.toContain("/never");
		expect(askedOf("loops.test")).toContain("/paper.pdf");
		expect(await tabs()).toEqual(before);
	});

	test("goes no further than its limit, and says so", async () => {
		const crawled = await crawl("http://endless.test/", { limit: 5, maxDepth: 9 });
		expect(crawled).toMatchObject({
			total: 5,
			completed: 5,
			stopped: "limit",
			message: expect.stringContaining("limit"),
		});
		expect(paths(crawled).slice(0, 4)).toEqual(["/", "/1", "/2", "/3"]);
		expect(paths(crawled)[4]).toMatch(/^\/[123]\/1$/);
	});

	test.each([
		[0, ["/"]],
		[1, ["/", "/1", "/2", "/3"]],
	])("goes no deeper than %i", async (max_depth, visited) => {
		const crawled = await crawl("http://endless.test/", { max_depth });
		expect(paths(crawled)).toEqual(visited);
		expect(crawled.stopped).toBe(undefined);
	});

	test.each([
		[{ include_paths: ["/docs/**"] }, ["/", "/docs/a", "/docs/b/c", "/docs/private/x"]],
		[{ includePaths: ["/docs/*"], excludePaths: ["**/a"] }, ["/"]],
		[{ excludePaths: ["/docs/private/**", "blog"] }, ["/", "/docs/a", "/docs/b/c", "/blog/1"]],
	])("of %j visits those paths", async (globs, visited) => {
		expect(paths(await crawl("http://paths.test/", globs))).toEqual(visited);
	});

	test("stays on the host that its start moves to, with or without www", async () => {
		const crawled = await crawl("http://moving.test/");
		expect(crawled.data.map(({ metadata }) => metadata.url)).toEqual([
			"http://www.moved.test/start",
			"http://www.moved.test/next",
			"http://moved.test/bare",
		]);
		expect(crawled.data[0]?.metadata.sourceURL).toBe("http://moving.test/");
	});

	test("is whoever is signed in in its session", async () => {
		expect((await crawl("http://members.test/")).data[0]?.metadata.status_code).toBe(403);
		const body = JSON.stringify({ url: "http://members.test/in", session_id: session.sessionId });
		await call("POST", "/v1/scrape", { body });
		expect((await crawl("http://members.test/")).data[0]?.metadata.status_code).toBe(200);
	});

	test("closes what its pages open, and dismisses their dialogs", async () => {
		const before = await tabs();
		expect(paths(await crawl("http://popups.test/", { concurrency: 1 }))).toEqual(["/", "/b"]);
		expect(await tabs()).toEqual(before);
	});

	test("takes pages with names such as files have, by the type of their answer", async () => {
		const crawled = await crawl("http://names.test/");
		expect(paths(crawled).toSorted()).toEqual(["/", "/wiki/File:Map.svg", "/wiki/Node.js", "/wiki/deeper"]);
		expect(crawled).toMatchObject({ total: 4, completed: 4 });
	});

	test("keeps the routes of a page that is many", async () => {
		const crawled = await crawl("http://routes.test/#/one");
		expect(crawled.data.map(({ metadata, markdown }) => [metadata.url, markdown?.split("\n")[0]])).toEqual([
			["http://routes.test/#/one", "Route #/one"],
			["http://routes.test/#/two", "Route #/two"],
		]);
	});

	test("tells an answer without content by its status", async () => {
		const { data } = await crawl("http://empty.test/");
		expect(data[1]?.metadata).toMatchObject({ status_code: 404, url: "http://empty.test/nothing" });
	});

	test("gives the formats that are asked for, of each page", async () => {
		const formats = [
			"markdown",
			"html",
			"rawHtml",
			"links",
			"images",
			"structured",
			"branding",
			"screenshot",
		];
		const { data } = await crawl("http://paths.test/", {
			formats,
			limit: 3,
			onlyMainContent: false,
			waitFor: 10,
		});
		for (const page of data)
			expect(Object.keys(page)).toEqual(expect.arrayContaining([...formats, "metadata"]));
		expect(data[2]).toMatchObject({ screenshot: expect.stringMatching(/^iVBOR/) });
	});

	test("cuts pages, and stops, when they are too much for an answer", async () => {
		const formats = ["markdown", "rawHtml"];
		const crawled = await crawl("http://huge.test/", {
			formats,
			limit: 30,
			only_main_content: false,
			timeout_ms: 600_000,
		});
		expect(crawled.stopped).toBe("size");
		expect(crawled.data.length).toBeGreaterThan(7);
		expect(crawled.data[0]?.truncated).toContain("rawHtml");
		expect(JSON.stringify(crawled).length).toBeLessThan(18 * 1024 * 1024);
	});
});

// Each waits for its time to be over, so they wait together, in sessions of their own.
describe.concurrent("a crawl of pages that hang", () => {
	const crawlHanging = async (fields: object = {}) => {
		const own = await createSession();
		await serveSites(own.webSocketDebuggerUrl, answering);
		const before = await tabs(own);
		const { body } = await crawlIn(own.sessionId, "http://hanging.test/", fields);
		expect(await tabs(own)).toEqual(before);
		await deleteSession(own.sessionId);
		return body;
	};

	test("leaves a page alone that never answers, and takes one as it is that never ends", async () => {
		expect((await crawlHanging()).data).toMatchObject([
			{ metadata: { status_code: 200 } },
			{ metadata: { url: "http://hanging.test/silent", status_code: null, code: "navigation_timed_out" } },
			{
				metadata: { url: "http://hanging.test/loading", status_code: 200 },
				markdown: expect.stringContaining("So far"),
			},
			{ metadata: { url: "http://hanging.test/fine" } },
		]);
	});

	test("gives what it has when its time is over", async () => {
		const crawled = await crawlHanging({ timeout_ms: 10_000 });
		expect(crawled).toMatchObject({ success: true, stopped: "timeout", total: 4, completed: 2 });
		expect(paths(crawled)).toEqual(["/", "/fine"]);
	});
});

describe("a crawl and robots.txt", () => {
	test("visits what is allowed only, also where it is redirected to", async () => {
		const crawled = await crawl("http://rules.test/");
		expect(paths(crawled).toSorted()).toEqual(["/", "/private/open", "/public"]);
		expect(askedOf("rules.test")).not.toContain("/private/a");
		expect(askedOf("rules.test").filter((path) => path === "/robots.txt")).toHaveLength(1);
	});

	test.each([
		["http://saved.test/", ["/", "/jane"]],
		["http://xml.test/", ["/", "/b"]],
		["http://no-rules.test/", ["/"]],
	])("of %s goes by its rules, whatever their type", async (url, visited) => {
		expect(paths(await crawl(url))).toEqual(visited);
	});

	test("visits everything when it is told to ignore it", async () => {
		const crawled = await crawl("http://rules.test/", { ignoreRobots: true });
		expect(paths(crawled).toSorted()).toEqual(["/", "/private/a", "/private/b", "/private/open", "/public"]);
	});

	test.each(["http://forbidden.test/", "http://down.test/", "http://to-forbidden.test/"])(
		"of %s is refused where it does not allow the start, or can't be read",
		async (url) => {
			expect(await crawlIn(session.sessionId, url)).toMatchObject({
				status: 403,
				body: { code: "robots_disallowed", error: expect.stringContaining("robots.txt") },
			});
		},
	);

	test("leaves the time between visits that it asks for", async () => {
		const start = Date.now();
		expect(paths(await crawl("http://slow.test/", { concurrency: 5 }))).toHaveLength(4);
		expect(Date.now() - start).toBeGreaterThanOrEqual(3_000);
	});

	test("does not wait for a time that is beyond its own", async () => {
		const crawled = await crawl("http://patient.test/");
		expect(crawled).toMatchObject({ stopped: "timeout", total: 2, completed: 1 });
	});
});

describe("a crawl that can't be", () => {
	test.each([
		[{ url: "data:text/html,x" }, 400, "url:"],
		[{ url: "file:///etc/passwd" }, 400, "url:"],
		[{ url: "nowhere" }, 400, "url:"],
		[{ url: undefined }, 400, "url:"],
		[{ limit: 0 }, 400, "limit:"],
		[{ limit: 101 }, 400, "limit:"],
		[{ limit: "ten" }, 400, "limit:"],
		[{ max_depth: -1 }, 400, "max_depth:"],
		[{ maxDepth: 1.5 }, 400, "max_depth:"],
		[{ concurrency: 6 }, 400, "concurrency:"],
		[{ timeout_ms: 600_001 }, 400, "timeout_ms:"],
		[{ wait_for: 30_001 }, 400, "wait_for:"],
		[{ formats: [] }, 400, "formats:"],
		[{ formats: ["pdf"] }, 400, "formats.0:"],
		[{ formats: ["json"], json_options: { prompt: "x" } }, 501, "formats: json"],
		[{ json_options: "x" }, 400, "json_options:"],
		[{ include_paths: "/a" }, 400, "include_paths:"],
		[{ exclude_paths: [""] }, 400, "exclude_paths.0:"],
		[{ include_paths: Array.from({ length: 51 }, () => "/a") }, 400, "include_paths:"],
		[{ exclude_paths: Array.from({ length: 50 }, () => "*a".repeat(200)) }, 400, "exclude_paths:"],
		[{ ignore_robots: "yes" }, 400, "ignore_robots:"],
		[{ depth: 2 }, 400, ""],
		[{ url: "http://127.0.0.1:1/" }, 502, "The page could not be loaded: net::ERR_"],
		[{ session_id: "unknown" }, 404, "Session"],
	])("%j is refused with %i", async (fields, status, start) => {
		const answer = await crawlIn(session.sessionId, "http://paths.test/", fields);
		expect(answer.status).toBe(status);
		expect(answer.body.error?.startsWith(start)).toBe(true);
	});

	test("a session that crawls takes no second crawl", async () => {
		const first = crawlIn(session.sessionId, "http://slow.test/");
		await expect.poll(() => askedOf("slow.test").length).toBeGreaterThan(0);
		expect(await crawlIn(session.sessionId, "http://paths.test/")).toMatchObject({
			status: 503,
			body: { code: "session_busy" },
		});
		expect((await first).body.completed).toBe(4);
	});

	test("another account's session does not exist", async () => {
		const headers = { ...ADMIN, "X-Berth-Account": "somebody-else" };
		const body = JSON.stringify({ url: "http://paths.test/", session_id: session.sessionId });
		expect((await call("POST", "/v1/crawl", { body, headers })).status).toBe(404);
	});
});

describe("a crawl whose session goes", () => {
	const begin = async () => {
		const own = await createSession();
		const client = await serveSites(own.webSocketDebuggerUrl, answering);
		asked.delete("endless.test");
		const crawling = crawlIn(own.sessionId, "http://endless.test/", {
			limit: 100,
			max_depth: 9,
			wait_for: 200,
			concurrency: 2,
		});
		await expect.poll(() => askedOf("endless.test").length).toBeGreaterThan(6);
		return { own, client, crawling };
	};

	test("by a crash gives what it has, and why it stopped", async () => {
		const { own, client, crawling } = await begin();
		void client.send("Browser.crash");
		const { status, body } = await crawling;
		expect(status).toBe(200);
		expect(body).toMatchObject({
			success: true,
			stopped: "browser_lost",
			message: expect.stringContaining("ChromiumCrashed"),
		});
		expect(body.completed).toBeGreaterThan(1);
		expect(await describeSession(own.sessionId)).toMatchObject({ closeReason: "ChromiumCrashed" });
	});

	test("by a DELETE does the same", async () => {
		const { own, crawling } = await begin();
		await deleteSession(own.sessionId);
		expect((await crawling).body).toMatchObject({
			stopped: "browser_lost",
			message: expect.stringContaining("NormalClosure"),
		});
	});
});

test("a crawl without a session has one of its own, which stays for a while", async () => {
	const { status, body } = await crawlIn(undefined, "http://127.0.0.1:1/");
	expect({ status, code: body.code }).toEqual({ status: 502, code: "navigation_failed" });
});
