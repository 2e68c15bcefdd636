import { afterAll, beforeAll, expect, test } from "vitest";
import { type Berth, startBerth } from "./berth.ts";
import { startPages } from "./pages.ts";

let berth: Berth;
let pages: Awaited<ReturnType<typeof startPages>>;
let elsewhere: Awaited<ReturnType<typeof startPages>>;

const page = (title: string, ...links: readonly string[]) =>
	`<!doctype html><title>${title}</title><h1>${title}</h1>${links.map((link) => `<a href="${link}">${link}</a>`).join(" ")}`;

beforeAll(async () => {
	berth = await startBerth();
	elsewhere = await startPages({ "/": page("Elsewhere") });
	pages = await startPages({
		"/robots.txt": (_, response) => {
			response.writeHead(200, { "content-type": "text/plain" }).end("User-agent: *\nDisallow: /secret\n");
		},
		"/login": `<!doctype html><title>Sign in</title><form action="/in" method="post">
<input name="user" id="user"><input name="password" id="password" type="password"><button>Sign in</button></form>`,
		"/in": (_, response) => {
			response.writeHead(303, { location: "/members", "set-cookie": "member=yes" }).end();
		},
		"/members": (request, response) => {
			const isIn = request.headers.cookie?.includes("member=yes") === true;
			const links = ["/members/1", "/members", "/away", "/missing", "/empty", "/secret", "/paper"];
			response.writeHead(isIn ? 200 : 403, { "content-type": "text/html" });
			response.end(isIn ? page("Members", ...links) : page("Not for you"));
		},
		"/members/1": page("The first", "/members", "/members/1"),
		"/away": (_, response) => {
			response.writeHead(302, { location: elsewhere.url }).end();
		},
		"/missing": (_, response) => {
			response.writeHead(404, { "content-type": "text/html" }).end(page("Missing", "/never"));
		},
		"/secret": page("Secret"),
		"/paper": (_, response) => {
			response
				.writeHead(200, { "content-type": "application/pdf", "content-disposition": "attachment" })
				.end("%PDF");
		},
	});
});
afterAll(async () => {
	await berth.stop();
	await pages.stop();
	await elsewhere.stop();
});

interface Page {
	readonly metadata: { readonly url: string; readonly status_code: number | null; readonly title?: string };
}

interface Body {
	readonly status: string;
	readonly session_id: string;
	readonly success: boolean;
	readonly sessions: readonly { readonly session_id: string; readonly current_url: string }[];
	readonly data: Page & readonly Page[];
	readonly elements: readonly { readonly role: string; readonly name: string; readonly ref: string }[];
}

/** As the document's curl does. */
async function curl(method: string, path: string, data?: object): Promise<{ status: number; body: Body }> {
	const answer = await fetch(`${berth.url}${path}`, {
		method,
		headers: { Authorization: `Bearer ${berth.adminToken}`, "Content-Type": "application/json" },
		...(data !== undefined && { body: JSON.stringify(data) }),
	});
	const text = await answer.text();
	return { status: answer.status, body: (text === "" ? {} : JSON.parse(text)) as Body };
}

test("a session is made, signs in, is scraped, crawled, observed, listed and ended", async () => {
	const created = await curl("POST", "/sessions", { headless: true });
	expect(created).toMatchObject({ status: 200, body: { status: "ready", sse_url: expect.any(String) } });
	const { session_id } = created.body;

	const commands = [
		{ command: "navigate_to", data: { url: `${pages.url}/login` } },
		{ command: "type_text", data: { selector: "#user", text: "ann" } },
		{ command: "type_text", data: { selector: "#password", text: "secret" } },
		{ command: "click", data: { selector: "button" } },
		{ command: "wait_for_element", data: { selector: "h1" } },
	];
	expect((await curl("POST", "/commands", { session_id, commands })).body.success).toBe(true);

	const scraped = await curl("POST", "/v1/scrape", {
		url: `${pages.url}/members`,
		formats: ["markdown"],
		session_id,
	});
	expect(scraped.body.data.metadata).toMatchObject({ title: "Members", status_code: 200 });

	const observed = await curl("POST", "/observe", { session_id });
	const ref = observed.body.elements.find(({ name }) => name === "/members/1")?.ref;
	await curl("POST", "/commands", { session_id, commands: [{ command: "click", data: { selector: ref } }] });

	const crawled = await curl("POST", "/v1/crawl", { url: `${pages.url}/members`, session_id });
	expect(crawled.body).toMatchObject({ success: true, total: 5, completed: 4, session_id });
	expect(
		crawled.body.data.map(({ metadata }) => [metadata.url.replace(pages.url, ""), metadata.status_code]),
	).toEqual([
		["/members", 200],
		["/members/1", 200],
		["/missing", 404],
		["/empty", 404],
		["/paper", null],
	]);
	expect(pages.requests).not.toContain("/secret");
	expect(pages.requests).not.toContain("/never");
	expect(elsewhere.requests).toContain("/");

	const listed = await curl("GET", "/sessions");
	// The crawl went on in tabs of its own.
	expect(listed.body.sessions).toMatchObject([{ session_id, current_url: `${pages.url}/members/1` }]);
	expect((await curl("DELETE", `/sessions/${session_id}`)).status).toBe(204);
	expect((await curl("GET", "/sessions")).body.sessions).toEqual([]);
});

test("a crawl whose Chrome is killed gives what it has", async () => {
	const { session_id } = (await curl("POST", "/sessions", { headless: true })).body;
	const slow = await startPages({
		"/": page("Start", ...Array.from({ length: 50 }, (_, index) => `/${index}`)),
		...Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`/${index}`, page(`Page ${index}`)])),
	});
	const crawling = curl("POST", "/v1/crawl", { url: slow.url, session_id, limit: 51, concurrency: 1 });
	await expect.poll(() => slow.requests.length).toBeGreaterThan(8);
	for (const pid of berth.chromePids()) process.kill(pid, "SIGKILL");
	const { status, body } = await crawling;
	expect(status).toBe(200);
	expect(body).toMatchObject({
		success: true,
		stopped: "browser_lost",
		message: expect.stringContaining("ChromiumCrashed"),
	});
	expect(body.data.length).toBeGreaterThan(2);
	await slow.stop();
});
