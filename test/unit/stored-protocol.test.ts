import { describe, expect, test } from "vitest";
import { isHeadlessShell, storedProtocol } from "../../src/browser/stored-protocol.ts";

const version = (Browser: string) => ({
	Browser,
	"Protocol-Version": "1.3",
	"User-Agent": "",
	"V8-Version": "",
	"WebKit-Version": "",
});

test.each([
	["HeadlessChrome/153.0.8010.0", true],
	["Chrome/156.0.8078.73", false],
	["Chromium/156.0.8078.73", false],
	["", false],
])("whether %s is a headless shell", (name, expected) => {
	expect(isHeadlessShell(version(name))).toBe(expected);
});

describe("the stored protocol", () => {
	test("is what the pages have", async () => {
		const asked: string[] = [];
		const pages = {
			fetch: async (input: string | URL | Request) => {
				asked.push(new Request(input).url);
				return new Response("{}");
			},
		};
		expect(await storedProtocol(pages)).toEqual({ ok: true, value: "{}" });
		expect(asked).toEqual(["https://pages/ui/protocol.json"]);
	});

	test.each([
		["has no pages", undefined],
		["has no such page", { fetch: async () => new Response("", { status: 404 }) }],
	])("is refused where a deployment %s", async (_, pages) => {
		expect(await storedProtocol(pages)).toMatchObject({ ok: false, problem: { code: "command_failed" } });
	});
});
