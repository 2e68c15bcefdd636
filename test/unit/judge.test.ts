import { describe, expect, test } from "vitest";
import { AllowedHosts } from "../../src/domain/guardrails.ts";
import { judge } from "../../src/session/guardrails/judge.ts";

const hosts = new AllowedHosts(["any.example"]);

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
		["Fetch.continueRequest", { requestId: "1" }],
		["Fetch.continueRequest", { requestId: "1", url: "https://any.example/else", method: "POST" }],
		["Browser.grantPermissions", { permissions: ["geolocation"] }],
		["Browser.setPermission", { permission: { name: "background-fetch" }, setting: "denied" }],
	])("%s is what it was", (method, params) => {
		const text = command(method, params, { sessionId: "S" });
		expect(judge(text, hosts)).toEqual({ kind: "passed", text });
	});

	test("has no second meaning: of a name that is there twice only what was looked at is left", () => {
		const text = '{"id":1,"method":"Network.loadNetworkResource","method":"Page.enable"}';
		expect(judge(text, hosts)).toEqual({ kind: "passed", text: '{"id":1,"method":"Page.enable"}' });
	});

	test("may be long", () => {
		const text = command("Runtime.evaluate", { expression: "x".repeat(2_000_000) });
		expect(judge(text, hosts)).toEqual({ kind: "passed", text });
	});
});

describe("an intercepted request that is to go to another host", () => {
	const text = (id: number) =>
		command(
			"Fetch.continueRequest",
			{ requestId: "9", url: "https://other.example/x" },
			{ id, sessionId: "S" },
		);

	test("is answered by the client's own interception instead", () => {
		const verdict = judge(text(7), hosts);
		expect(verdict).toMatchObject({ kind: "passed", refused: "Fetch.continueRequest" });
		expect(JSON.parse(verdict.text)).toMatchObject({
			id: 7,
			sessionId: "S",
			method: "Fetch.fulfillRequest",
			params: {
				requestId: "9",
				responseCode: 403,
				responseHeaders: expect.arrayContaining([{ name: "cf-mitigated", value: "guardrails" }]),
			},
		});
	});

	test("within another command too", () => {
		const outer = command("Target.sendMessageToTarget", { message: text(1), sessionId: "S" });
		const { params } = JSON.parse(judge(outer, hosts).text) as { params: { message: string } };
		expect(JSON.parse(params.message)).toMatchObject({ id: 1, method: "Fetch.fulfillRequest" });
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
		["Browser.close", {}],
		["Browser.resetPermissions", {}],
		["Browser.resetPermissions", undefined],
		["Browser.grantPermissions", { permissions: ["geolocation", "backgroundFetch"] }],
		["Browser.setPermission", { permission: { name: "background-fetch" }, setting: "prompt" }],
		["Browser.executeBrowserCommand", { commandId: "openTabSearch" }],
		["Extensions.loadUnpacked", { path: "/tmp" }],
		["PWA.install", {}],
		["Tethering.bind", { port: 9999 }],
		["Cast.enable", {}],
		["Page.navigate", { url: "chrome://version" }],
		["Page.navigate", { url: " file:///etc/passwd" }],
		["Page.navigate", { url: "chrome://version\\" }],
		["Target.createTarget", { url: "devtools://devtools/bundled/inspector.html" }],
	])("%s %j", (method, params) => {
		const verdict = judge(command(method, params, { sessionId: "S" }), hosts);
		expect(verdict).toMatchObject({ kind: "answered", refused: method });
		expect(JSON.parse(verdict.text)).toEqual({
			id: 7,
			sessionId: "S",
			error: { code: -32_000, message: expect.stringContaining(method) },
		});
	});

	test("however it is spelt", () => {
		const text = String.raw`{"id":7,"m\u0065thod":"Network\u002eloadNetworkResource"}`;
		expect(judge(text, hosts)).toMatchObject({ kind: "answered", refused: "Network.loadNetworkResource" });
	});

	test("at any length", () => {
		const url = `https://any.example/${"x".repeat(200_000)}`;
		expect(judge(command("Network.loadNetworkResource", { url }), hosts)).toMatchObject({ kind: "answered" });
	});

	test("within another one, and within that", () => {
		const inner = (message: string) => command("Target.sendMessageToTarget", { message, sessionId: "S" });
		expect(judge(inner(inner(command("Network.loadNetworkResource"))), hosts)).toMatchObject({
			kind: "answered",
			refused: "Network.loadNetworkResource",
		});
		const harmless = inner(command("Page.enable"));
		expect(judge(harmless, hosts)).toEqual({ kind: "passed", text: harmless });
	});

	test.each([
		["is no JSON", "nonsense"],
		["has a comment", '{"id":1,/* */"method":"Page.enable"}'],
		["is a list", '[{"id":1,"method":"Page.enable"}]'],
		["has no method", '{"id":1}'],
		["has a method that is no text", '{"id":1,"method":["Page.enable"]}'],
	])("because it %s", (_, text) => {
		const verdict = judge(text, hosts);
		expect(verdict.kind).toBe("answered");
		expect(JSON.parse(verdict.text)).toMatchObject({ error: { code: -32_700 } });
	});
});
