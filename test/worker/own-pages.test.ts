import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call, type Created, createSession, deleteSession } from "./berth.ts";
import { serveSites, type SiteAnswer } from "./commands/site.ts";

const as = (contentType: string, body: string): SiteAnswer => ({
	body,
	headers: { "content-type": contentType },
});

const XML = '<doc kind="a"><title>T</title><entry>one &amp; <b>two</b></entry></doc>';
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><title>Map</title>
	<text y="20">Harbour</text><text y="40" display="none">gone</text>
	<g display="none"><text y="40">gone</text></g><g opacity="0"><text y="40">gone</text></g><defs><text>gone</text></defs>
	<a href="/a"><text y="60">Pier</text></a><a xlink:href="/b"/></svg>`;

const SITE: Readonly<Record<string, SiteAnswer>> = {
	"/xml": as("application/xml", `<?xml version="1.0"?>${XML}`),
	"/other": as("application/rss+xml; charset=utf-8", XML),
	"/json": as("application/json", '{"a": ["``` <i>x</i>"]}'),
	"/problem": as("application/problem+json", '{"a": 1}'),
	"/text": as("text/plain", "one\n  # two <b>x</b>\n"),
	"/note": as("text/markdown", "# Note\n\n*text*"),
	"/empty": as("text/plain", ""),
	"/map": as("image/svg+xml", SVG),
	"/xhtml": as(
		"application/xhtml+xml",
		'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>X</title></head><body><p>para</p></body></html>',
	),
	"/like-xml": as("text/html", '<div id="webkit-xml-viewer-source-xml"><a>x</a></div><p>page</p>'),
	"/paper": as("application/pdf", "%PDF-1.4\n"),
	"/table": as("text/csv", "a,b\n"),
	"/saved": { body: "x", headers: { "content-disposition": "attachment" } },
};

let session: Created;
beforeAll(async () => {
	session = await createSession();
	await serveSites(session.webSocketDebuggerUrl, ({ pathname }) => SITE[pathname]);
});
afterAll(() => deleteSession(session.sessionId));

interface Scraped {
	readonly code?: string;
	readonly error?: string;
	readonly data?: {
		readonly markdown: string;
		readonly rawHtml: string;
		readonly links: readonly string[];
		readonly metadata: { readonly title: string; readonly content_type: string };
	};
}

async function scrape(path: string, onlyMainContent = true) {
	const body = JSON.stringify({
		url: `http://own.test${path}`,
		session_id: session.sessionId,
		formats: ["markdown", "rawHtml", "links"],
		only_main_content: onlyMainContent,
	});
	return call<Scraped>("POST", "/v1/scrape", { body });
}

describe.each([true, false])("what the browser shows in its own way, main content %s", (onlyMainContent) => {
	test.each([
		["/xml", `\`\`\`xml\n${XML}\n\`\`\`\n`, XML],
		["/other", `\`\`\`xml\n${XML}\n\`\`\`\n`, XML],
		["/json", '````json\n{"a": ["``` <i>x</i>"]}\n````\n', '{"a": ["``` <i>x</i>"]}'],
		["/problem", '```json\n{"a": 1}\n```\n', '{"a": 1}'],
		["/text", "```\none\n  # two <b>x</b>\n```\n", "one\n  # two <b>x</b>\n"],
		["/note", "# Note\n\n*text*", "# Note\n\n*text*"],
		["/empty", "", ""],
	])("is given as it was sent: %s", async (path, markdown, rawHtml) => {
		const { body } = await scrape(path, onlyMainContent);
		expect(body.data).toMatchObject({ markdown, rawHtml });
		expect(SITE[path]?.headers?.["content-type"]).toContain(body.data?.metadata.content_type);
	});

	test("is a drawing by its text and links", async () => {
		expect((await scrape("/map", onlyMainContent)).body.data).toMatchObject({
			markdown: "Harbour\n\nPier\n",
			links: ["http://own.test/a", "http://own.test/b"],
			metadata: { title: "Map", content_type: "image/svg+xml" },
		});
	});

	test.each([
		["/xhtml", /^para\n$/],
		["/like-xml", /page/],
	])("is not a page: %s", async (path, markdown) => {
		expect((await scrape(path, onlyMainContent)).body.data?.markdown).toMatch(markdown);
	});
});

describe("a file", () => {
	test.each([
		["/paper", "application/pdf"],
		["/table", "text/csv"],
		["/saved", "text/html"],
	])("%s is refused with its type, and what to do", async (path, type) => {
		const { status, body } = await scrape(path);
		expect(status).toBe(422);
		expect(body).toMatchObject({
			code: "unsupported_content",
			error: expect.stringMatching(`${type}.*navigate_to`),
		});
	});
});

describe("get_content", () => {
	test.each([
		["/xml", `\`\`\`xml\n${XML}\n\`\`\`\n`],
		["/note", "# Note\n\n*text*"],
		["/map", "Harbour\n\nPier\n"],
	])("of %s is the same", async (path, markdown) => {
		const commands = [
			{ command: "navigate_to", data: { url: `http://own.test${path}` } },
			{ command: "get_content" },
		];
		const body = JSON.stringify({ session_id: session.sessionId, commands });
		const { body: report } = await call<{ results: readonly { data: unknown }[] }>("POST", "/commands", {
			body,
		});
		expect(report.results[1]?.data).toBe(markdown);
	});
});
