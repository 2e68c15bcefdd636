import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { ensureMigrated } from "../../../src/catalog/migrate.ts";
import { readConfig } from "../../../src/domain/config.ts";
import { isQuickAction, quickAction } from "../../../src/http/cloudflare/quick/desk.ts";

const config = readConfig(env);
if (!config.ok) throw new Error(config.problem.message);

beforeAll(() => ensureMigrated(env.CATALOG));

const caller = { env, config: config.value, account: "local", berthPort: "8787", waitUntil: () => {} };

describe("the function that bindings call", () => {
	test("takes options beside the body's fields", async () => {
		const options = { html: "<title>Bound</title><p>text", cacheTTL: 0, wait_ms: 600_000 };
		const response = await quickAction(caller, "content", options);
		expect(response.status).toBe(200);
		expect(Number(response.headers.get("X-Browser-Ms-Used"))).toBeGreaterThan(0);
		expect(await response.json()).toMatchObject({
			success: true,
			result: expect.stringContaining("<p>text"),
			meta: { status: 200, title: "Bound" },
		});
	});

	test("tells of all that is wrong, and where", async () => {
		const response = await quickAction(caller, "content", { url: "file:///x", cacheTTL: -1, browser: "x" });
		expect(response.status).toBe(400);
		expect(await response.json()).toMatchObject({
			success: false,
			errors: [{ path: ["cacheTTL"] }, { path: ["browser"] }, { path: ["url"] }],
		});
	});

	test.each([
		["content", true],
		["accessibilityTree", true],
		["crawl", false],
		["constructor", false],
	])("knows whether %s is an action", (name, is) => {
		expect(isQuickAction(name)).toBe(is);
	});
});
