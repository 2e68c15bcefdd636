import { afterAll, beforeAll, expect, test } from "vitest";
import { Account } from "./account.ts";
import { startPages } from "./pages.ts";
import { SharedBerth } from "./shared-berth.ts";

let berth: SharedBerth;
let account: Account;
let pages: Awaited<ReturnType<typeof startPages>>;

const login = `<!doctype html><title>Sign in</title><form action="/in" method="post">
<input name="user" id="user"><input name="password" id="password" type="password"><button>Sign in</button></form>`;

beforeAll(async () => {
	berth = await SharedBerth.join();
	account = await new Account(berth).withToken();
	pages = await startPages({
		"/login": login,
		"/in": (_, response) => {
			response.writeHead(303, { location: "/members", "set-cookie": "member=yes" }).end();
		},
		"/members": (request, response) => {
			const isIn = request.headers.cookie?.includes("member=yes") === true;
			response.writeHead(isIn ? 200 : 403, { "content-type": "text/html" });
			response.end(isIn ? "<title>Members</title><h1>Welcome back</h1>" : "<title>No</title>");
		},
	});
});
afterAll(async () => {
	await berth.leave();
	await pages.stop();
});

interface Report {
	readonly results: readonly object[];
	readonly session_id: string;
	readonly data: { readonly metadata: object };
}

async function ask(path: string, body: object) {
	const answer = await fetch(`${berth.url}${path}`, {
		method: "POST",
		headers: { Authorization: `Bearer ${account.token}` },
		body: JSON.stringify(body),
	});
	return { status: answer.status, body: (await answer.json()) as Report };
}

test("signs in with commands, and scrapes the page behind the login in the same session", async () => {
	const commands = [
		{ command: "navigate_to", data: { url: `${pages.url}/login` } },
		{ command: "type_text", data: { selector: "#user", text: "ann" } },
		{ command: "type_text", data: { selector: "#password", text: "secret" } },
		{ command: "click", data: { selector: "button" } },
		{ command: "wait_for_element", data: { selector: "h1" } },
		{ command: "get_text", data: { selector: "h1" } },
	];
	const first = await ask("/commands", { commands });
	expect(first).toMatchObject({ status: 200, body: { success: true, steps_completed: 6, total_steps: 6 } });
	expect(JSON.stringify(first.body.results.at(-1))).toContain("Welcome back");
	const { session_id } = first.body;
	const scraped = await ask("/v1/scrape", { url: `${pages.url}/members`, session_id });
	expect(scraped.body.data.metadata).toMatchObject({ title: "Members", status_code: 200 });
});

test("finds elements in every way that a selector can name them, where no code may be made of text", async () => {
	const html = `<button id="go">Send it</button>`;
	const selectors = ["#go", "text/Send", "aria/Send it", "xpath///button", "pierce/#go", "::-p-text(Send)"];
	const { body } = await ask("/commands", {
		commands: [
			{ command: "navigate_to", data: { url: `data:text/html,${encodeURIComponent(html)}` } },
			...selectors.flatMap((selector) => [
				{ command: "click", data: { selector } },
				{ command: "get_text", data: { selector } },
			]),
		],
	});
	expect(body.results.at(-1)).toMatchObject({ success: true, data: "Send it" });
	expect(body).toMatchObject({ success: true, steps_completed: 1 + 2 * selectors.length });
});

test("gives a page files of more than a megabyte", async () => {
	const size = 1_500_000;
	const html = `<input type="file">`;
	const content = Buffer.alloc(size, 7).toString("base64");
	const { body } = await ask("/commands", {
		commands: [
			{ command: "navigate_to", data: { url: `data:text/html,${encodeURIComponent(html)}` } },
			{ command: "upload_file", data: { selector: "input", files: [{ name: "a.bin", content }] } },
			{ command: "evaluate", data: { expression: `document.querySelector("input").files[0].size` } },
		],
	});
	expect(body).toMatchObject({ success: true, steps_completed: 3 });
	expect(body.results.at(-1)).toMatchObject({ data: { result: { value: size } } });
});

test("stops at the first command that fails, and says why", async () => {
	const commands = [
		{ command: "navigate_to", data: { url: `${pages.url}/login` } },
		{ command: "click", data: { selector: "#nothing", timeout_ms: 300 } },
		{ command: "get_title" },
	];
	const { status, body } = await ask("/browser/commands", { commands });
	expect(status).toBe(200);
	expect(body).toMatchObject({ success: false, steps_completed: 1, total_steps: 3 });
	expect(body.results).toHaveLength(2);
	expect(body.results[1]).toMatchObject({
		success: false,
		code: "element_not_found",
		error: expect.any(String),
	});
});

test.each([
	[{ commands: [] }, 400],
	[{}, 400],
	[{ commands: [{ command: "get_title" }], session_id: "unknown" }, 404],
])("%j is refused with %i", async (body, status) => {
	expect(await ask("/commands", body)).toMatchObject({ status, body: { error: expect.any(String) } });
});
