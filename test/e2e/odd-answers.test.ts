import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account } from "./account.ts";
import { startPages } from "./pages.ts";
import { SharedBerth } from "./shared-berth.ts";

let berth: SharedBerth;
let account: Account;
let pages: Awaited<ReturnType<typeof startPages>>;

let asked = 0;
let timesRootless = 0;
const html = { "content-type": "text/html; charset=utf-8" };

beforeAll(async () => {
	berth = await SharedBerth.join();
	account = await new Account(berth).withToken();
	pages = await startPages({
		"/nothing": (_, response) => void response.writeHead(404).end(),
		"/broken": (_, response) => {
			response.writeHead(200, { ...html, "content-length": "1000" });
			response.write("<title>Broken</title><p>What came</p>", () => response.destroy());
		},
		"/chunks": (_, response) => {
			response.writeHead(200, html);
			response.write("<p>First chunk</p>", () => response.destroy());
		},
		"/garbled": (_, response) => {
			response.writeHead(200, { ...html, "content-encoding": "gzip" });
			response.end("<p>This is no gzip</p>");
		},
		"/refresh": '<meta http-equiv="refresh" content="0"><p>Again</p>',
		"/reload": "<p>Again</p><script>setTimeout(() => location.reload(), 20)</script>",
		"/until-done": (_, response) => {
			asked += 1;
			const isDone = asked > 12;
			response.writeHead(200, html);
			response.end(isDone ? "<p id=done>Done</p>" : '<meta http-equiv="refresh" content="0"><p>Wait</p>');
		},
		"/rootless-once": (_, response) => {
			timesRootless += 1;
			response.writeHead(200, html);
			response.end(
				timesRootless > 1 ? "<p>Again</p>" : "<script>onload = () => document.firstChild.remove()</script>",
			);
		},
		"/paper": (_, response) =>
			void response.writeHead(200, { "content-type": "application/pdf" }).end("%PDF-1.4\n"),
	});
});
afterAll(async () => {
	await berth.leave();
	await pages.stop();
});

async function scrape(path: string) {
	const answer = await fetch(`${berth.url}/v1/scrape`, {
		method: "POST",
		headers: { "x-api-key": account.token },
		body: JSON.stringify({ url: `${pages.url}${path}`, formats: ["markdown", "rawHtml", "links"] }),
	});
	return { status: answer.status, body: await answer.json() };
}

interface Step {
	readonly success: boolean;
	readonly data?: unknown;
	readonly error?: string;
}

/** The reports of commands that run one after another in a session of their own. */
async function run(...commands: readonly (readonly [string, object?])[]): Promise<readonly Step[]> {
	const answer = await fetch(`${berth.url}/commands`, {
		method: "POST",
		headers: { "x-api-key": account.token },
		body: JSON.stringify({ commands: commands.map(([command, data = {}]) => ({ command, data })) }),
	});
	const { results } = (await answer.json()) as { readonly results: readonly Step[] };
	return results;
}

describe("navigate_to", () => {
	test.each(["load", "domcontentloaded", "networkidle"])(
		"until %s ends with a body that breaks off, and says why it is not all",
		async (wait_until) => {
			const url = `${pages.url}/broken`;
			const [opened, content] = await run(["navigate_to", { url, wait_until }], ["get_content"]);
			expect(opened?.data).toMatchObject({
				url,
				title: "Broken",
				status: 200,
				broken_off: "net::ERR_CONTENT_LENGTH_MISMATCH",
			});
			expect(JSON.stringify(content)).toContain("What came");
		},
	);

	test("ends with a body that can't be decoded, which leaves a page that is empty", async () => {
		const url = `${pages.url}/garbled`;
		const steps = await run(
			["navigate_to", { url }],
			["get_content"],
			["get_html"],
			["get_text", { selector: "body" }],
			["snapshot"],
			["observe"],
			["screenshot"],
		);
		expect(steps[0]?.data).toMatchObject({ url, broken_off: "net::ERR_CONTENT_DECODING_FAILED" });
		expect(steps[1]?.data).toBe("");
		expect(steps.map(({ error }) => error)).toEqual(steps.map(() => undefined));
	});

	test("ends by refresh and go_back with bodies that break off", async () => {
		const [, , refreshed, , back] = await run(
			["navigate_to", { url: `${pages.url}/chunks` }],
			["navigate_to", { url: `${pages.url}/broken` }],
			["refresh", { wait_until: "networkidle" }],
			["navigate_to", { url: "about:blank" }],
			["go_back"],
		);
		const brokenOff = { broken_off: expect.stringContaining("net::") };
		expect([refreshed?.data, back?.data]).toMatchObject([brokenOff, brokenOff]);
	});

	test.each(["/refresh", "/reload"])(
		"to %s, which loads itself again and again, leaves it readable",
		async (path) => {
			const steps = await run(
				["navigate_to", { url: `${pages.url}${path}` }],
				...Array.from({ length: 5 }, () => ["get_content"] as const),
				["get_text", { selector: "p" }],
				["get_html"],
				["snapshot"],
				["get_title"],
			);
			expect(steps.map(({ error }) => error)).toEqual(steps.map(() => undefined));
			expect(JSON.stringify(steps[1])).toContain("Again");
		},
	);
});

test("wait_for_element sees the end of a page that refreshes itself until it is done", async () => {
	const steps = await run(
		["navigate_to", { url: `${pages.url}/until-done`, wait_until: "domcontentloaded" }],
		["wait_for_element", { selector: "#done" }],
		["get_text", { selector: "body" }],
	);
	expect(steps.at(-1)?.data).toBe("Done");
});

describe("a scrape", () => {
	test("of an answer without content gives none, and its status", async () => {
		const { body } = await scrape("/nothing");
		expect(body.data).toMatchObject({
			markdown: "",
			rawHtml: "",
			links: [],
			metadata: { status_code: 404, title: "" },
		});
	});

	test.each([
		["/broken", "What came\n"],
		["/chunks", "First chunk\n"],
	])("of %s, which breaks off, gives what came, and why it is not all", async (path, markdown) => {
		const { body } = await scrape(path);
		expect(body.data).toMatchObject({ markdown, metadata: { broken_off: expect.stringContaining("net::") } });
	});

	test("of what can't be decoded says so", async () => {
		const { body } = await scrape("/garbled");
		expect(body.data.metadata.broken_off).toBe("net::ERR_CONTENT_DECODING_FAILED");
	});

	test.each(["/refresh", "/reload"])(
		"of %s, which loads itself again and again, is of one of them",
		async (path) => {
			const { body } = await scrape(path);
			expect(body.data).toMatchObject({ markdown: "Again\n", metadata: { status_code: 200 } });
		},
	);

	test("of a document without a root, such as one that was stopped at its start, loads it again", async () => {
		const { body } = await scrape("/rootless-once");
		expect(body.data).toMatchObject({ markdown: "Again\n", metadata: { status_code: 200 } });
	});

	test("of a file names its type", async () => {
		expect(await scrape("/paper")).toMatchObject({
			status: 422,
			body: { code: "unsupported_content", error: expect.stringContaining("application/pdf") },
		});
	});
});
