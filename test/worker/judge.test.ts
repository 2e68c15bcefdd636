import { describe, expect, test } from "vitest";
import { judge } from "../../src/session/guardrails/judge.ts";

const command = (method: string, params?: object, more: object = {}) =>
	JSON.stringify({ id: 7, method, params, ...more });

describe("a message that goes on", () => {
	test.each([
		["Page.navigate", { url: "https://any.example/" }],
		["Page.navigate", { url: "about:blank" }],
		["Target.createTarget", { url: "data:text/html,hi" }],
		["Target.createBrowserContext", { disposeOnDetach: true }],
		["Fetch.disable", undefined],
		["Runtime.evaluate", { expression: "Network.loadNetworkResource" }],
	])("%s is what it was", (method, params) => {
		const text = command(method, params, { sessionId: "S" });
		expect(judge(text)).toEqual({ kind: "passed", text });
	});

	test("has no second meaning: of a name that is there twice only what was looked at is left", () => {
		const text = '{"id":1,"method":"Network.loadNetworkResource","method":"Page.enable"}';
		expect(judge(text)).toEqual({ kind: "passed", text: '{"id":1,"method":"Page.enable"}' });
	});

	test("may be long", () => {
		const text = command("Runtime.evaluate", { expression: "x".repeat(2_000_000) });
		expect(judge(text)).toEqual({ kind: "passed", text });
	});
});

describe("a message that is refused", () => {
	test.each([
		["Network.loadNetworkResource", { url: "https://any.example/" }],
		["Target.createBrowserContext", { proxyServer: "http://proxy.example" }],
		["Target.createBrowserContext", { proxyBypassList: "*" }],
		["Target.setRemoteLocations", { locations: [] }],
		["Target.exposeDevToolsProtocol", { targetId: "T" }],
		["Target.openDevTools", { targetId: "T" }],
		["Browser.executeBrowserCommand", { commandId: "openTabSearch" }],
		["Extensions.loadUnpacked", { path: "/tmp" }],
		["PWA.install", {}],
		["Tethering.bind", { port: 9999 }],
		["Cast.enable", {}],
		["Page.navigate", { url: "chrome://version" }],
		["Page.navigate", { url: " file:///etc/passwd" }],
		["Target.createTarget", { url: "devtools://devtools/bundled/inspector.html" }],
	])("%s %j", (method, params) => {
		const verdict = judge(command(method, params, { sessionId: "S" }));
		expect(verdict).toMatchObject({ kind: "answered", method });
		expect(JSON.parse(verdict.text)).toEqual({
			id: 7,
			sessionId: "S",
			error: { code: -32_000, message: expect.stringContaining(method) },
		});
	});

	test("however it is spelt", () => {
		const text = String.raw`{"id":7,"m\u0065thod":"Network\u002eloadNetworkResource"}`;
		expect(judge(text)).toMatchObject({ kind: "answered", method: "Network.loadNetworkResource" });
	});

	test("at any length", () => {
		const url = `https://any.example/${"x".repeat(200_000)}`;
		expect(judge(command("Network.loadNetworkResource", { url }))).toMatchObject({ kind: "answered" });
	});

	test("within another one, and within that", () => {
		const inner = (message: string) => command("Target.sendMessageToTarget", { message, sessionId: "S" });
		expect(judge(inner(inner(command("Network.loadNetworkResource"))))).toMatchObject({
			kind: "answered",
			method: "Network.loadNetworkResource",
		});
		const harmless = inner(command("Page.enable"));
		expect(judge(harmless)).toEqual({ kind: "passed", text: harmless });
	});

	test.each([
		["is no JSON", "nonsense"],
		["has a comment", '{"id":1,/* */"method":"Page.enable"}'],
		["is a list", '[{"id":1,"method":"Page.enable"}]'],
		["has no method", '{"id":1}'],
		["has a method that is no text", '{"id":1,"method":["Page.enable"]}'],
	])("because it %s", (_, text) => {
		const verdict = judge(text);
		expect(verdict.kind).toBe("answered");
		expect(JSON.parse(verdict.text)).toMatchObject({ error: { code: -32_700 } });
	});
});
