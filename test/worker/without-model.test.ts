import { expect, test } from "vitest";
import { call } from "./berth.ts";

const url = "https://example.com/";
const ACCOUNT = "/client/v4/accounts/local";

test.each([
	["/v1/scrape", { url, formats: ["json"], json_options: { prompt: "the title" } }],
	["/v1/scrape", { url, formats: ["markdown", "summary"] }],
	["/v1/scrape", { url, formats: ["agent"] }],
	["/v1/crawl", { url, formats: ["json"], json_options: { prompt: "the title" } }],
	["/api/agent/execute", { instruction: "Buy tea" }],
	[`${ACCOUNT}/browser-rendering/json`, { url, prompt: "the title" }],
])("without a model %s %j is a 501 that says so, and starts no session", async (path, asked) => {
	const body = JSON.stringify(asked);
	const refused = await call<object>("POST", path, { body });
	expect(refused.status).toBe(501);
	expect(JSON.stringify(refused.body)).toMatch(/model/);
	const { body: list } = await call<{ sessions: unknown[] }>("GET", "/sessions");
	expect(list.sessions).toEqual([]);
});
