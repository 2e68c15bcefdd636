import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Account } from "./account.ts";
import { startPages } from "./pages.ts";
import { SharedBerth } from "./shared-berth.ts";

let berth: SharedBerth;
let account: Account;
let pages: Awaited<ReturnType<typeof startPages>>;

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

	test("of a file names its type", async () => {
		expect(await scrape("/paper")).toMatchObject({
			status: 422,
			body: { code: "unsupported_content", error: expect.stringContaining("application/pdf") },
		});
	});
});
