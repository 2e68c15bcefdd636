import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account } from "./account.ts";
import { startPages } from "./pages.ts";
import { SharedBerth } from "./shared-berth.ts";

let berth: SharedBerth;
let account: Account;
let pages: Awaited<ReturnType<typeof startPages>>;

const article = `<!doctype html><html lang="en"><title>A trip</title><meta name="description" content="About a trip">
<nav><a href="/home">Home</a></nav>
<article><h1>A trip</h1><p>${"We went to the sea and stayed for a while. ".repeat(12)}</p>
<p>See <a href="next">the next page</a>.</p><img src="/sea.png" alt="The sea">
<table><tr><th>Day</th><th>Place</th></tr><tr><td>1</td><td>Harbour</td></tr></table></article>
<script>document.querySelector("article").insertAdjacentHTML("beforeend", "<p>Written by a script.</p>")</script>`;

beforeAll(async () => {
	berth = await SharedBerth.join();
	account = await new Account(berth).withToken();
	pages = await startPages({
		"/trip": article,
		"/gone": (_, response) => {
			response.writeHead(404, { "content-type": "text/html" });
			response.end("<title>Gone</title><p>There is nothing here any more.</p>");
		},
	});
});
afterAll(async () => {
	await berth.leave();
	await pages.stop();
});

async function scrape(body: object) {
	const answer = await fetch(`${berth.url}/v1/scrape`, {
		method: "POST",
		headers: { "x-api-key": account.token },
		body: JSON.stringify(body),
	});
	return { status: answer.status, body: await answer.json() };
}

describe("a scrape", () => {
	test("gives a page's main content as Markdown, in a session that can be used again", async () => {
		const first = await scrape({ url: `${pages.url}/trip` });
		expect(first).toMatchObject({
			status: 200,
			body: {
				success: true,
				session_id: expect.any(String),
				data: {
					metadata: { title: "A trip", status_code: 200, sourceURL: `${pages.url}/trip`, language: "en" },
				},
			},
		});
		const { markdown } = first.body.data;
		expect(markdown).toContain("We went to the sea");
		expect(markdown).toContain(`[the next page](${pages.url}/next)`);
		expect(markdown).toContain("| Day | Place |");
		expect(markdown).toContain("Written by a script.");
		expect(markdown).not.toContain("Home");
		const { session_id } = first.body;
		const formats = ["links", "images", "rawHtml", "html", "structured", "branding", "screenshot"];
		const second = await scrape({
			url: `${pages.url}/trip`,
			sessionId: session_id,
			formats,
			onlyMainContent: false,
		});
		expect(second).toMatchObject({ status: 200, body: { session_id } });
		expect(Object.keys(second.body.data)).toEqual(expect.arrayContaining([...formats, "metadata"]));
		expect(JSON.stringify(second.body.data.links)).toContain(`${pages.url}/home`);
		expect(second.body.data.screenshot).toMatch(/^iVBOR/);
	});

	test("tells the status of a page that is not there", async () => {
		expect((await scrape({ url: `${pages.url}/gone` })).body.data.metadata).toMatchObject({
			status_code: 404,
			title: "Gone",
		});
	});

	test.each([
		[{ url: "http://127.0.0.1:1/" }, 502, "navigation_failed"],
		[{ url: "nowhere" }, 400, "invalid_request"],
		[{ url: "file:///etc/passwd" }, 400, "invalid_request"],
		[{ url: "data:,x", formats: ["summary"] }, 501, "model_not_configured"],
		[{ url: "data:,x", formats: ["pdf"] }, 400, "invalid_request"],
		[{ url: "data:,x", wait_for: -1 }, 400, "invalid_request"],
		[{ url: "data:,x", session_id: "unknown" }, 404, "session_not_found"],
		[{ url: "data:,x", actions: [{ type: "fly" }] }, 400, "invalid_request"],
		[{ url: "data:,x", depth: 1 }, 400, "invalid_request"],
	])("%j is refused with %i %s", async (request, status, code) => {
		expect(await scrape(request)).toMatchObject({ status, body: { code, error: expect.any(String) } });
	});
});
